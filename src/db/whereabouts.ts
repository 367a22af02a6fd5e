import { eq } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { allLabels, type Whereabouts } from '../domain/restriction.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { agents, hosts, zones } from './schema.ts'

/** Where every agent is and what it has, by name. */
export async function listWhereabouts(
  db: Db,
  viewer: Viewer,
): Promise<(Whereabouts & { readonly name: string })[]> {
  requireAdmin(viewer)
  const rows = await db
    .select({
      name: hosts.name,
      zone: zones.name,
      labels: agents.labels,
      ownLabels: agents.ownLabels,
    })
    .from(agents)
    .innerJoin(hosts, eq(hosts.id, agents.id))
    .innerJoin(zones, eq(zones.id, hosts.zoneId))
    .orderBy(hosts.name)
  return rows.map((row) => ({ name: row.name, zone: row.zone, labels: allLabels(row) }))
}
