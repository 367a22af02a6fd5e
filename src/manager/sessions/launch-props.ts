import type { LaunchFailure, LaunchProps, LaunchStage } from '../../../views/launch.tsx'
import type { LaunchTimes } from '../../db/launch-times.ts'
import type { SessionFailure } from '../../db/schema.ts'
import type { SessionRow } from '../../db/sessions.ts'
import type { SessionState } from '../../domain/session.ts'
import type { Texts } from '../../texts/index.ts'
import { failureSentence, refusalSentence, sessionSentence } from './sentences.ts'

const STAGES = {
  requested: 'placing',
  placing: 'starting',
  pulling: 'pulling',
  starting: 'waiting',
  running: 'ready',
  paused: 'paused',
  stopping: 'stopping',
  stopped: 'stopped',
  restarting: 'restarting',
  lost: 'lost',
  deleting: 'ending',
  deleted: 'ended',
  failed: 'failed',
} as const satisfies Record<SessionState, LaunchStage>

/** Nothing moves in these but by somebody's hand, or it takes a while: what is to be said of it. */
const STANDING: readonly SessionState[] = ['paused', 'stopping', 'stopped', 'deleting']

/** What the launch page and its fragment show of a session. */
export function launchProps(
  texts: Texts,
  session: SessionRow,
  now: number,
  usual?: LaunchTimes | undefined,
): LaunchProps {
  const { failure } = session
  return {
    id: session.id,
    workspaceId: session.workspaceId ?? undefined,
    workspace: session.workspaceName,
    stage: STAGES[session.state],
    elapsed: Math.max(0, (now - session.createdAt.getTime()) / 1000),
    agent: session.agentName ?? undefined,
    usual,
    percent: session.state === 'pulling' ? session.percent : undefined,
    trouble: STANDING.includes(session.state) ? sessionSentence(texts, session, now) : undefined,
    failure: failure
      ? {
          sentence: failureSentence(texts, failure),
          during: duringOf(failure),
          reasons:
            failure.kind === 'no place'
              ? failure.agents.map(({ agent, reason }) => ({
                  agent,
                  reason: refusalSentence(texts, reason),
                }))
              : [],
        }
      : undefined,
    retryKey: crypto.randomUUID(),
    address: session.environment.CASEMENT_URL,
  }
}

/** Steps of the page by the state that lasted too long. */
const LATE_DURING: Readonly<Record<string, LaunchFailure['during']>> = {
  requested: 'placing',
  placing: 'starting',
  pulling: 'pulling',
  starting: 'waiting',
  restarting: 'waiting',
}

function duringOf(failure: SessionFailure): LaunchFailure['during'] {
  switch (failure.kind) {
    case 'no place':
      return 'placing'
    case 'image':
      return 'pulling'
    case 'container':
      return 'starting'
    case 'deadline':
      return LATE_DURING[failure.state] ?? 'starting'
    case 'exited':
    case 'out of memory':
    case 'vanished':
    case 'cut off':
    case 'time up':
    case 'idle':
      return 'running'
  }
}
