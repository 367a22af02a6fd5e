import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import { runEmbedded } from './embedded/supervise.ts'
import { databaseGone } from './failure.ts'
import { migrateDatabase } from './migrate.ts'
import { type Address, pool, reach } from './pool.ts'
import { keepPlans } from './prepared.ts'
import * as schema from './schema.ts'

/** The database or a transaction in it: what every function of src/db takes first. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema>

export type DatabaseConfig = {
  /** postgres://…; without it the built-in server is run. */
  readonly url?: string | undefined
  readonly dataDir: string
  /** Aborted: waits for a server no longer, and throws its reason. */
  readonly signal: AbortSignal
}

export interface Database extends AsyncDisposable {
  readonly db: Db
  readonly kind: 'embedded' | 'external'
  /**
   * Calls `hear` for each notice on the channel. Notices of the time when the connection was lost
   * are lost too, so `resume` is called whenever listening begins, for the caller to look afresh.
   */
  listen(
    channel: string,
    hear: (payload: string) => void,
    resume: () => void,
  ): Promise<AsyncDisposable>
}

/** Opens the configured database, or the built-in one, with this version's schema. */
export async function openDatabase({ url, dataDir, signal }: DatabaseConfig): Promise<Database> {
  if (url !== undefined) return connect(url, 'external', signal)
  const server = await runEmbedded(join(dataDir, 'postgres'))
  const address = { host: server.socketDir, user: server.user, database: 'postgres' }
  try {
    const database = await connect(address, 'embedded', signal)
    return {
      ...database,
      async [Symbol.asyncDispose]() {
        await database[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

async function connect(
  address: Address,
  kind: Database['kind'],
  signal: AbortSignal,
): Promise<Database> {
  const single = pool(address, { max: 1 })
  try {
    await reach(single, address, signal)
    await migrateDatabase(single)
  } finally {
    await single.end({ timeout: 1 })
  }
  return openPool(address, kind)
}

const LONGEST_STATEMENT_MS = 30_000
/** The driver waits all of it once a connection has broken, so it is short. */
const CLOSE_SECONDS = 1

/** A pool on a database that has its schema. */
export function openPool(address: Address, kind: Database['kind']): Database {
  const connections = pool(address, {
    max: 10,
    idle_timeout: 60,
    connection: { statement_timeout: LONGEST_STATEMENT_MS },
  })
  return {
    db: drizzle(keepPlans(connections), { schema, casing: 'snake_case' }),
    kind,
    async listen(channel, hear, resume) {
      const { unlisten } = await connections.listen(channel, hear, resume)
      return {
        async [Symbol.asyncDispose]() {
          await unlisten().catch(ignoreGone)
        },
      }
    },
    [Symbol.asyncDispose]: () => connections.end({ timeout: CLOSE_SECONDS }),
  }
}

/** Throws when the database does not answer. */
export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`)
}

/** A connection that is gone no longer listens. */
function ignoreGone(error: unknown): void {
  if (!databaseGone(error)) throw error
}
