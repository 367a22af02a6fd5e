import { sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { newestMigration } from './migrate.ts'

export type DatabaseFacts = {
  /** `17.10` */
  readonly version: string
  readonly bytes: number
  readonly schema: string | undefined
}

export async function databaseFacts(db: Db, viewer: Viewer): Promise<DatabaseFacts> {
  requireAdmin(viewer)
  const [row] = await db.execute(
    sql`select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`,
  )
  return {
    // Distributions add their own: `17.10 (Debian 17.10-1)`.
    version: String(row?.version ?? '').split(' ')[0] ?? '',
    bytes: Number(row?.bytes ?? 0),
    schema: newestMigration(),
  }
}
