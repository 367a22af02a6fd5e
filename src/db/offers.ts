import type { Viewer } from '../domain/access.ts'
import type { Offers } from '../domain/offers.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { agents } from './schema.ts'

/** What each agent's host offers for sessions; undefined for one that knows no such thing. */
export async function offersOfAgents(db: Db, viewer: Viewer): Promise<(Offers | undefined)[]> {
  requireAdmin(viewer)
  const rows = await db.select({ facts: agents.facts }).from(agents)
  return rows.map(({ facts }) => facts?.offers)
}
