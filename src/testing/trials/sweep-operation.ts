import type { SessionState } from '../../domain/session.ts'
import { until } from '../until.ts'
import { untilState } from './session-states.ts'
import type { Stage } from './stage.ts'

/** What a person does with a session. */
export const OPERATIONS = ['create', 'end', 'pause', 'resume', 'stop', 'start'] as const
export type Operation = (typeof OPERATIONS)[number]
type Change = Exclude<Operation, 'create' | 'end'>

/** What is done before, what it leads to, and whether what runs in the session is to be the same then. */
const CHANGES: Record<Change, { before?: Change; to: SessionState; same: boolean }> = {
  pause: { to: 'paused', same: true },
  resume: { before: 'pause', to: 'running', same: true },
  stop: { to: 'stopped', same: false },
  start: { before: 'stop', to: 'running', same: false },
}

type Prepared = {
  /** Returns once it is answered. */
  readonly begin: () => Promise<unknown>
  /** Throws where a session is not as was asked for, or lost what it had. */
  readonly judge: () => Promise<void>
}

/** Brings a stage to where an operation can begin, and all is in order. */
export async function prepare(stage: Stage, operation: Operation): Promise<Prepared> {
  if (operation === 'create') return { begin: () => stage.launch(), judge: async () => {} }
  const session = await stage.launch()
  await stage.settle()
  if (operation === 'end') return { begin: () => stage.end(session), judge: async () => {} }
  const { before, to, same } = CHANGES[operation]
  if (before) {
    await press(stage, session, before)
    await untilState(stage, session, CHANGES[before].to)
    await stage.settle()
  }
  const had = await containerOf(stage, session)
  return {
    begin: () => press(stage, session, operation),
    async judge() {
      await untilState(stage, session, to, 1)
      const has = await containerOf(stage, session)
      if (has.id !== had.id) throw new Error(`${session} lost its files in a ${operation}`)
      if (same && has.pid !== had.pid) throw new Error(`${session} lost its memory: ${operation}`)
    },
  }
}

/** Until it is answered and under way: a start may be refused while the agent is just back. */
export function press(stage: Stage, session: string, what: Change): Promise<boolean> {
  return until(
    `an answer to a ${what}`,
    async () => {
      const answer = await stage.admin.post(`/sessions/${session}/${what}`)
      if (answer.status !== 303 || answer.headers.get('location')?.includes('sign-in')) return false
      const [row] = await stage.sql`select state from sessions where id = ${session}`
      return what !== 'start' || row?.state !== 'stopped'
    },
    stage.patience,
  )
}

async function containerOf(stage: Stage, session: string) {
  const found = (await stage.containers()).find((one) => one.session === session)
  if (!found) throw new Error(`${session} has no container`)
  return found
}
