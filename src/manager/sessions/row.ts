import type { RunOutcome, SessionRun } from '../../../views/components/session-runs.tsx'
import type { TimelineEvent } from '../../../views/session-detail.tsx'
import type { SessionRow as Shown } from '../../../views/sessions-admin.tsx'
import type { StoredRun } from '../../db/session-runs.ts'
import type { SessionRow } from '../../db/sessions.ts'
import { SESSION_TRANSITIONS, type SessionEvent } from '../../domain/session.ts'
import type { Texts } from '../../texts/index.ts'
import { sessionSentence } from './sentences.ts'

/** What admin tables show of a session. */
export function sessionRowProps(texts: Texts, session: SessionRow, now: number): Shown {
  return {
    id: session.id,
    workspace: session.workspaceName,
    icon: session.icon,
    tint: session.tint,
    user: session.username ?? undefined,
    agent: session.agentName ?? undefined,
    state: session.state,
    holding: session.releasedAt === null,
    startedAt: session.createdAt,
    cores: session.cores,
    memory: session.memory,
    sentence: sessionSentence(texts, session, now),
    percent: session.state === 'pulling' ? session.percent : undefined,
  }
}

/** A command of a session as its page shows it. */
export function runProps({ id, moment, program, createdAt, ...run }: StoredRun): SessionRun {
  return { id, moment, argv: program.argv, at: createdAt, outcome: outcomeOf(run) }
}

function outcomeOf(run: Pick<StoredRun, 'doneAt' | 'exitCode' | 'problem'>): RunOutcome {
  const { doneAt, exitCode, problem } = run
  if (doneAt === null) return { kind: 'waits' }
  if (problem !== '') return { kind: 'failed', problem }
  return exitCode === null ? { kind: 'goes on' } : { kind: 'ended', exitCode }
}

/** The column is text, so that an older version can read the events of a newer one. */
export function timelineEvent(stored: string): TimelineEvent {
  return isEvent(stored) || stored === 'claim' ? stored : 'request'
}

function isEvent(name: string): name is SessionEvent {
  return Object.hasOwn(SESSION_TRANSITIONS, name)
}
