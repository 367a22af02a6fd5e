import { eq, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import type { SessionEvent, SessionState } from '../domain/session.ts'
import { Conflict, type Say } from '../errors.ts'
import type { Db } from './client.ts'
import { applyEvent } from './events.ts'
import { placeAgain } from './placement.ts'
import { agents } from './schema.ts'
import { findSession } from './sessions.ts'

/** Freezes a session that runs. Idempotent; a Conflict says why not. */
export async function pauseSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  await requireHolds(db, viewer, id)
  await change(db, viewer, id, 'pause', ['paused'], (t) => t.reasons.cannotPause)
}

/** Lets a paused session go on. Idempotent. */
export async function resumeSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  await change(db, viewer, id, 'resume', ['running'], (t) => t.reasons.cannotResume)
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
  const moved = await db.transaction((tx) => placeAgain(tx, viewer, session, now))
  if (moved) return
  const { state } = await findSession(db, viewer, id)
  if (state !== 'restarting' && state !== 'running')
    throw new Conflict((t) => t.reasons.cannotStart)
}

async function change(
  db: Db,
  viewer: Viewer,
  id: string,
  event: SessionEvent,
  done: readonly SessionState[],
  say: Say,
): Promise<void> {
  if (await applyEvent(db, viewer, id, event, { failure: null })) return
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
