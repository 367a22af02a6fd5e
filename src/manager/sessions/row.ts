import type { TimelineEvent } from '../../../views/session-detail.tsx'
import type { SessionRow as Shown } from '../../../views/sessions-admin.tsx'
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

/** The column is text, so that an older version can read the events of a newer one. */
export function timelineEvent(stored: string): TimelineEvent {
  return isEvent(stored) || stored === 'claim' ? stored : 'request'
}

function isEvent(name: string): name is SessionEvent {
  return Object.hasOwn(SESSION_TRANSITIONS, name)
}
