import { sum } from 'drizzle-orm'
import type { SessionFact } from '../contract/checkin.ts'
import { recordCheckIn } from '../db/check-in.ts'
import type { Db } from '../db/client.ts'
import type { Session } from '../db/events.ts'
import { holding } from '../db/held.ts'
import { sessions } from '../db/schema.ts'
import { findSession, launchSession } from '../db/sessions.ts'
import type { Person } from '../domain/access.ts'
import { emptyTables } from './empty-tables.ts'
import { addGroups, addPerson, addWorkspace, checkIn } from './fixtures.ts'

/** Where an agent says that a desktop answers. */
export const address = { host: '172.18.0.2', port: 5901 }

/** What an agent says of a session. */
export function factOf(
  { id, generation, turn }: Session,
  changes: Partial<SessionFact>,
): SessionFact {
  return { session: id, generation, turn, state: 'starting', ...changes }
}

/** Sessions of people, as tests of the database launch and follow them. */
export function sessionFixtures(db: Db) {
  let workspace = ''
  return {
    /** Two people and a workspace that both see; whatever was there before is gone. */
    async anew() {
      await emptyTables(db)
      await addGroups(db)
      const alice = await addPerson(db, 'alice')
      const bob = await addPerson(db, 'bob')
      workspace = await addWorkspace(db)
      return { alice, bob, workspaceId: workspace }
    },

    launch(person: Person, requestKey = crypto.randomUUID(), workspaceId = workspace) {
      const sealedPassword = Buffer.from('sealed')
      const request = { workspaceId, requestKey, now: Date.now(), sealedPassword }
      return launchSession(db, person, request)
    },

    /** Its agent checks in with it alone; the row after that. */
    async report(session: Session, changes: Partial<SessionFact>): Promise<Session> {
      await recordCheckIn(db, session.agentId ?? '', checkIn([factOf(session, changes)]))
      return findSession(db, 'system', session.id)
    },

    /** Cores that sessions hold, all in all. */
    async held(): Promise<number> {
      const cores = sum(sessions.cores).mapWith(Number)
      const [row] = await db.select({ cores }).from(sessions).where(holding())
      return row?.cores ?? 0
    },
  }
}
