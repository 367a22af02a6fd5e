import { eq, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { endAction } from '../domain/limits.ts'
import type { SessionEvent, SessionState } from '../domain/session.ts'
import { EXTENSION_MINUTES, timeLeft } from '../domain/time-left.ts'
import { Conflict, type Say } from '../errors.ts'
import type { Db } from './client.ts'
import { applyEvent, type Session, type SessionPatch } from './events.ts'
import { notifySession } from './notify.ts'
import { placeAgain } from './placement.ts'
import { agents, sessions } from './schema.ts'
import { findSession, settingsOf } from './sessions.ts'

/** Freezes a session that runs. Idempotent; a Conflict says why not. */
export async function pauseSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  await requireHolds(db, viewer, id)
  await change(db, viewer, id, 'pause', ['paused'], (t) => t.reasons.cannotPause)
}

/** Lets a paused session go on; where its time was up, that begins anew. Idempotent. */
export async function resumeSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  const session = await findSession(db, viewer, id)
  const say: Say = (t) => t.reasons.cannotResume
  const time = session.expiresAt === null ? await newTime(db, session) : {}
  await change(db, viewer, id, 'resume', ['running'], say, time)
}

/** Ends what runs in a session and keeps its files. Idempotent. */
export async function stopSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  await requireHolds(db, viewer, id)
  await change(db, viewer, id, 'stop', ['stopping', 'stopped'], (t) => t.reasons.cannotStop)
}

/**
 * Starts a stopped session again where its files are. Idempotent. It may be refused: it then stays
 * stopped, with the reason as its `failure`. `now`: the manager's time, by which agents are judged.
 */
export async function startSession(db: Db, viewer: Viewer, id: string, now: number): Promise<void> {
  const session = await findSession(db, viewer, id)
  const time = await newTime(db, session)
  const moved = await db.transaction((tx) => placeAgain(tx, viewer, session, now, time))
  if (moved) return
  const { state } = await findSession(db, viewer, id)
  if (state !== 'restarting' && state !== 'running')
    throw new Conflict((t) => t.reasons.cannotStart)
}

/**
 * The time of a session from now on, as its owner's groups give it. Where a session is deleted when its
 * time is up, that goes on from its launch, whatever was done with it since.
 */
async function newTime(db: Db, { userId }: Session): Promise<SessionPatch> {
  const limits = await settingsOf(db, userId)
  if (endAction(limits.sessionEnd.value) === 'delete') return {}
  const minutes = limits.sessionMinutes.value
  const expiresAt =
    minutes === 0 ? null : sql`clock_timestamp() + make_interval(mins => ${minutes})`
  return { expiresAt, extensions: 0 }
}

/**
 * Moves the end of a session's time by an hour, as often as its owner's groups allow; an admin may always.
 * `seen`: the end that they saw, in milliseconds since 1970; where it is another by now, as after a second
 * press of the button, nothing happens.
 */
export async function extendSession(
  db: Db,
  viewer: Viewer,
  id: string,
  seen: number | undefined,
): Promise<void> {
  const byAdmin = viewer === 'system' || viewer.admin
  await db.transaction(async (tx) => {
    await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, id)).for('update')
    const session = await findSession(tx, viewer, id)
    const limits = await settingsOf(tx, session.userId)
    const { limit } = timeLeft(session, limits, 0)
    if (!limit) throw new Conflict((t) => t.reasons.nothingToExtend)
    if (seen !== undefined && seen !== limit.ends) return
    const { value, origin } = limits.extensions
    if (limit.extensions === 0 && !byAdmin) {
      throw new Conflict((t) => t.reasons.cannotExtend(value, origin?.name))
    }
    await tx
      .update(sessions)
      .set({
        expiresAt: sql`${sessions.expiresAt} + make_interval(mins => ${EXTENSION_MINUTES})`,
        extensions: sql`${sessions.extensions} + 1`,
      })
      .where(eq(sessions.id, id))
    await notifySession(tx, id, session.userId)
  })
}

async function change(
  db: Db,
  viewer: Viewer,
  id: string,
  event: SessionEvent,
  done: readonly SessionState[],
  say: Say,
  patch: SessionPatch = {},
): Promise<void> {
  if (await applyEvent(db, viewer, id, event, { failure: null, ...patch })) return
  const { state } = await findSession(db, viewer, id)
  if (!done.includes(state)) throw new Conflict(say)
}

/** An agent of an older version would let it run on. */
async function requireHolds(db: Db, viewer: Viewer, id: string): Promise<void> {
  const { agentId, agentName } = await findSession(db, viewer, id)
  if (agentId === null) return
  const holds = sql<boolean | null>`(${agents.facts} -> 'holds')::boolean`
  const [agent] = await db.select({ holds }).from(agents).where(eq(agents.id, agentId))
  if (agent?.holds !== true) throw new Conflict((t) => t.reasons.cannotHold(agentName ?? ''))
}
