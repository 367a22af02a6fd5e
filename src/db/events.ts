import { and, type Column, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import {
  SESSION_TRANSITIONS,
  type SessionEvent,
  type SessionState,
  STATE_DEADLINES,
  TURNS,
} from '../domain/session.ts'
import type { Db } from './client.ts'
import { notifying } from './notify.ts'
import { sessionEvents, sessions } from './schema.ts'

export type Session = typeof sessions.$inferSelect

/** What may change together with the state. */
export type SessionPatch = Partial<
  Pick<Session, 'agentId' | 'failure' | 'percent' | 'host' | 'port' | 'outOfMemory' | 'extensions'>
> & { readonly releasedAt?: SQL; readonly expiresAt?: SQL | null }

/** States whose sessions the proxies know. */
const ROUTED: readonly SessionState[] = ['running', 'lost']

/** States in which an agent is to have just what it was to have before. */
const SAME_GOALS: readonly SessionState[] = ['pulling', 'starting', 'lost']

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
  const { from, to }: { from: readonly SessionState[]; to: SessionState } =
    SESSION_TRANSITIONS[event]
  const before = db.$with('before').as(
    db
      .select({ id: sessions.id, state: sessions.state })
      .from(sessions)
      .where(and(eq(sessions.id, id), visibleTo(viewer), inArray(sessions.state, [...from])))
      .for('update'),
  )
  const actor = viewer === 'system' ? null : viewer.userId
  const recorded = db.$with('recorded', {}).as(
    sql`insert into ${sessionEvents} (session_id, event, from_state, to_state, actor_id)
      select ${before.id}, ${event}, ${before.state}, ${to}::session_state, ${actor}::uuid from ${before}`,
  )
  const [found] = await db
    .with(before, recorded)
    .update(sessions)
    .set({
      trouble: '',
      ...patch,
      state: to,
      ...(TURNS.includes(event) ? { turn: sql`${sessions.turn} + 1` } : {}),
      stateChangedAt: sql`clock_timestamp()`,
      deadlineAt: deadline(to),
      ...(to === 'running' ? { activeAt: sql`clock_timestamp()` } : {}),
      ...(to === 'deleted' || to === 'failed' ? { endedAt: sql`clock_timestamp()` } : {}),
    })
    .from(before)
    .where(eq(sessions.id, before.id))
    .returning({ ...getTableColumns(sessions), ...told(to, before.state) })
  if (!found) return undefined
  const { sessionTold, goalsTold, routesTold, ...after } = found
  return after
}

/** When a session that enters `state` now has stayed in it for too long. */
export function deadline(state: SessionState): SQL | null {
  const seconds = STATE_DEADLINES[state]
  return seconds === undefined ? null : sql`clock_timestamp() + make_interval(secs => ${seconds})`
}

/** Whom a transition concerns: whoever looks at the session, its agent, and the proxies. */
function told(to: SessionState, from: Column) {
  const { id, userId, agentId } = sessions
  const rerouted =
    to === 'running' ? sql`true` : sql`(${inArray(from, [...ROUTED])}) <> ${ROUTED.includes(to)}`
  return {
    sessionTold: notifying('session', { session: id, user: userId }),
    goalsTold: sql`case when ${agentId} is not null and ${!SAME_GOALS.includes(to)}
      then ${notifying('goals', { agent: agentId })} end`,
    routesTold: sql`case when ${rerouted} then ${notifying('routes')} end`,
  }
}
