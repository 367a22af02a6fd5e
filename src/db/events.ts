import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import {
  SESSION_TRANSITIONS,
  type SessionEvent,
  type SessionState,
  STATE_DEADLINES,
} from '../domain/session.ts'
import type { Db } from './client.ts'
import { type Notice, notifyAll } from './notify.ts'
import { sessionEvents, sessions } from './schema.ts'

export type Session = typeof sessions.$inferSelect

/** What may change together with the state. */
export type SessionPatch = Partial<
  Pick<Session, 'agentId' | 'failure' | 'percent' | 'host' | 'port' | 'outOfMemory'>
> & { readonly releasedAt?: SQL }

/** States whose sessions the proxies know. */
const ROUTED: readonly SessionState[] = ['running', 'lost']

/** Which sessions a viewer may touch: their own, or all for an admin and for the platform. */
export function visibleTo(viewer: Viewer): SQL | undefined {
  return viewer === 'system' || viewer.admin ? undefined : eq(sessions.userId, viewer.userId)
}

/**
 * The only statement that writes `state`. Compare-and-swap: two callers racing on one session cannot
 * both win, and a late report of an agent cannot revive a session that has ended. Writes the event row
 * and tells agent, proxies and browsers in the same transaction. Undefined = it was not in a state that
 * allows the event (or is not this viewer's).
 */
export async function applyEvent(
  db: Db,
  viewer: Viewer,
  id: string,
  event: SessionEvent,
  patch: SessionPatch = {},
): Promise<Session | undefined> {
  const transition = SESSION_TRANSITIONS[event]
  const to: SessionState = transition.to
  return db.transaction(async (tx) => {
    const [before] = await tx
      .select({ state: sessions.state })
      .from(sessions)
      .where(
        and(eq(sessions.id, id), visibleTo(viewer), inArray(sessions.state, [...transition.from])),
      )
      .for('update')
    if (!before) return undefined
    const [after] = await tx
      .update(sessions)
      .set({
        trouble: '',
        ...patch,
        state: to,
        stateChangedAt: sql`clock_timestamp()`,
        deadlineAt: deadline(to),
        ...(to === 'deleted' || to === 'failed' ? { endedAt: sql`clock_timestamp()` } : {}),
      })
      .where(eq(sessions.id, id))
      .returning()
    if (!after) return undefined
    await tx.insert(sessionEvents).values({
      sessionId: id,
      event,
      fromState: before.state,
      toState: to,
      actorId: viewer === 'system' ? null : viewer.userId,
    })
    await tell(tx, before.state, after)
    return after
  })
}

/** When a session that enters `state` now has stayed in it for too long. */
export function deadline(state: SessionState): SQL | null {
  const seconds = STATE_DEADLINES[state]
  return seconds === undefined ? null : sql`clock_timestamp() + make_interval(secs => ${seconds})`
}

async function tell(db: Db, from: SessionState, { id, state, userId, agentId }: Session) {
  const notices: Notice[] = [{ kind: 'session', session: id, user: userId }]
  if (agentId) notices.push({ kind: 'goals', agent: agentId })
  if (ROUTED.includes(from) !== ROUTED.includes(state) || state === 'running') {
    notices.push({ kind: 'routes' })
  }
  await notifyAll(db, notices)
}
