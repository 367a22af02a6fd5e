import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Person, Viewer } from '../domain/access.ts'
import { Conflict } from '../errors.ts'
import type { Db } from './client.ts'
import { notifyGoals } from './notify.ts'
import { ownerOf } from './owner.ts'
import { orderRuns } from './run-orders.ts'
import { sessionRuns } from './schema.ts'
import { findSession } from './sessions.ts'

/** More that wait for one session would be somebody's game. */
const MOST_DUE = 20

export type StoredRun = typeof sessionRuns.$inferSelect

/** More is no help to who looks for what failed. */
const MOST_LISTED = 50

/** What was ordered in a session, newest first. */
export async function listRuns(db: Db, viewer: Viewer, id: string) {
  await findSession(db, viewer, id)
  return db
    .select()
    .from(sessionRuns)
    .where(eq(sessionRuns.sessionId, id))
    .orderBy(desc(sessionRuns.createdAt))
    .limit(MOST_LISTED)
}

/** Opens an address in a session of this person's that lives and has a command for it. */
export async function openInSession(db: Db, person: Person, id: string, url: string) {
  await db.transaction(async (tx) => {
    const session = await findSession(tx, { ...person, admin: false }, id)
    if (!session.exec?.go || session.releasedAt) throw new Conflict((t) => t.reasons.noGo)
    const due = and(eq(sessionRuns.sessionId, id), isNull(sessionRuns.doneAt))
    if ((await tx.$count(sessionRuns, due)) >= MOST_DUE) {
      throw new Conflict((t) => t.reasons.goOften)
    }
    await orderRuns(tx, session, ['go'], await ownerOf(tx, person.userId), url)
    if (session.agentId) await notifyGoals(tx, session.agentId)
  })
}
