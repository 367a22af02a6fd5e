import { and, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { SessionState } from '../domain/session.ts'
import { STATE_DEADLINES } from '../domain/session.ts'
import type { Db } from './client.ts'
import { eachAlone } from './each-alone.ts'
import { applyEvent } from './events.ts'
import { agents, sessions, signInAttempts } from './schema.ts'

/** An agent that has been silent for this long has its sessions marked `lost`. It reports every 5 s. */
export const LOST_AFTER_SECONDS = 30

const HISTORY_DAYS = 90
/** In one statement, so that none takes long however much there is to forget. */
const FORGET_AT_ONCE = 1000

/** Its agent has not reported for so long that nobody waits for it. */
function silent(at: Date): SQL {
  return lt(agents.checkedInAt, before(at, LOST_AFTER_SECONDS))
}

function before(at: Date, seconds: number): Date {
  return new Date(at.getTime() - seconds * 1000)
}

/** Marks the sessions of silent agents as lost. They live on if their host does; nothing is duplicated. */
export async function loseSilent(db: Db, at: Date): Promise<void> {
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(agents, eq(agents.id, sessions.agentId))
    .where(
      and(
        inArray(sessions.state, ['placing', 'pulling', 'starting', 'running']),
        isNull(sessions.releasedAt),
        silent(at),
      ),
    )
  await eachAlone(rows, ({ id }) => applyEvent(db, 'system', id, 'lose'))
}

/**
 * Ends waits that lasted too long: a launch fails with a sentence; what could not be started again is
 * stopped as before, with one; an end or a stop that a silent agent cannot confirm is taken as done
 * (should it come back, its goals say the same still).
 */
export async function endOverdue(db: Db, at: Date): Promise<void> {
  const rows = await db
    .select({
      id: sessions.id,
      state: sessions.state,
      agentId: sessions.agentId,
      trouble: sessions.trouble,
      hostProblem: sql<string | null>`${agents.facts} -> 'docker' ->> 'problem'`,
    })
    .from(sessions)
    .leftJoin(agents, eq(agents.id, sessions.agentId))
    .where(
      and(
        lt(sessions.deadlineAt, at),
        or(
          inArray(sessions.state, ['requested', 'placing', 'pulling', 'starting', 'restarting']),
          and(
            inArray(sessions.state, ['stopping', 'deleting']),
            or(isNull(agents.checkedInAt), silent(at)),
          ),
        ),
      ),
    )
  await eachAlone(rows, (row) => giveUp(db, row))
}

type Overdue = {
  readonly id: string
  readonly state: SessionState
  readonly agentId: string | null
  readonly trouble: string
  readonly hostProblem: string | null
}

async function giveUp(db: Db, { id, state, agentId, trouble, hostProblem }: Overdue) {
  const releasedAt = sql`clock_timestamp()`
  if (state === 'deleting') {
    await applyEvent(db, 'system', id, 'gone', { releasedAt })
    return
  }
  if (state === 'stopping') {
    await applyEvent(db, 'system', id, 'halt')
    return
  }
  const seconds = STATE_DEADLINES[state] ?? 0
  const problem = trouble || hostProblem
  const failure = { kind: 'deadline', state, seconds, ...(problem ? { problem } : {}) } as const
  if (state === 'restarting') {
    await applyEvent(db, 'system', id, 'halt', { failure })
    return
  }
  await applyEvent(db, 'system', id, 'fail', {
    failure,
    // Without an agent there is nobody who could confirm that nothing is left.
    ...(agentId === null ? { releasedAt } : {}),
  })
}

/**
 * Frees what failed sessions hold of agents that do not come back to confirm their end. Should one come
 * back, its containers are in no goal and are removed.
 */
export async function releaseAbandoned(db: Db, at: Date): Promise<void> {
  const seconds = STATE_DEADLINES.deleting ?? 0
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .leftJoin(agents, eq(agents.id, sessions.agentId))
    .where(
      and(
        isNull(sessions.releasedAt),
        inArray(sessions.state, ['failed', 'deleted']),
        lt(sessions.stateChangedAt, before(at, seconds)),
        or(isNull(agents.checkedInAt), silent(at)),
      ),
    )
  await eachAlone(rows, ({ id }) =>
    db
      .update(sessions)
      .set({ releasedAt: sql`clock_timestamp()` })
      .where(and(eq(sessions.id, id), inArray(sessions.state, ['failed', 'deleted']))),
  )
}

/** Forgets what nobody needs any more: throttles of yesterday, sessions long over. */
export async function forgetOld(db: Db): Promise<void> {
  await db
    .delete(signInAttempts)
    .where(lt(signInAttempts.lastFailureAt, sql`now() - interval '1 day'`))
  const old = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        isNotNull(sessions.releasedAt),
        lt(sessions.endedAt, sql`now() - make_interval(days => ${HISTORY_DAYS})`),
      ),
    )
    .limit(FORGET_AT_ONCE)
  let forgotten: number
  do {
    const gone = await db
      .delete(sessions)
      .where(inArray(sessions.id, old))
      .returning({ id: sessions.id })
    forgotten = gone.length
  } while (forgotten === FORGET_AT_ONCE)
}
