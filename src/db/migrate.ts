import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { DrizzleQueryError, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import type { Sql } from 'postgres'
import { messageOf, StartError } from '../errors.ts'
import { logger } from '../log.ts'
import { migrationsDir } from '../paths.ts'
import { sessionLock } from './locks.ts'

const log = logger('database')
const Journal = Type.Object({
  entries: Type.Array(Type.Object({ tag: Type.String(), when: Type.Number() })),
})

/** A line of a migration whose tables an older version could not use; the rest of it says why. */
export const BREAKING = '-- breaking:'

type Entry = { readonly tag: string; readonly when: number }

/**
 * Brings the database to this version's schema, all in one transaction: it is done whole or not at
 * all. `connection` must be a pool of one, because the lock that lets managers take turns is its
 * session's; it lasts until the caller closes it. Tables of a newer version are used as they are,
 * unless that version says that an older one cannot.
 */
export async function migrateDatabase(connection: Sql, folder = migrationsDir): Promise<void> {
  const db = drizzle(connection)
  await db.execute(sessionLock('migrations'))
  const entries = journal(folder)
  const last = await lastApplied(connection)
  const pending = entries.filter(({ when }) => when > last)
  const ours = entries.at(-1)?.when ?? 0
  if (last > ours) {
    const oldest = await oldestReader(connection)
    if (oldest === undefined || ours < oldest) {
      throw new StartError(
        'The database was last used by a newer Casement, whose tables this version does not know. Start that version or a newer one',
      )
    }
    log.info('the database has tables of a newer version, which leaves room for this one')
    return
  }
  await keepOldestReader(connection, newestBreaking(entries, folder))
  if (pending.length === 0) return
  try {
    await migrate(db, { migrationsFolder: folder })
  } catch (error) {
    throw failed(error, pending, folder)
  }
  log.info('the database has a new schema', { migrations: pending.map(({ tag }) => tag).join(' ') })
}

/** The name of the newest migration; every database that we opened has it. */
export function newestMigration(folder = migrationsDir): string | undefined {
  return journal(folder).at(-1)?.tag
}

function journal(folder: string): Entry[] {
  const parsed: unknown = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
  return Value.Parse(Journal, parsed).entries
}

/** Drizzle's own record: the `when` of the newest migration, 0 for an empty database. */
async function lastApplied(connection: Sql): Promise<number> {
  const db = drizzle(connection)
  const [table] = await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') as name`)
  if (!table?.name) return 0
  const [row] = await db.execute(
    sql`select coalesce(max(created_at), 0) as at from drizzle.__drizzle_migrations`,
  )
  return Number(row?.at)
}

function newestBreaking(entries: readonly Entry[], folder: string): number {
  const breaking = entries.filter(({ tag }) =>
    readFileSync(join(folder, `${tag}.sql`), 'utf8').includes(BREAKING),
  )
  return breaking.at(-1)?.when ?? 0
}

/** The `when` of the newest migration that a version must know to use this database. */
async function oldestReader(connection: Sql): Promise<number | undefined> {
  const [table] = await connection`select to_regclass('casement_schema.oldest_reader') as name`
  if (!table?.name) return undefined
  const [row] = await connection`select knows from casement_schema.oldest_reader`
  return row && Number(row.knows)
}

/** Before the migrations themselves: should they fail, nobody is refused whom they would not refuse. */
async function keepOldestReader(connection: Sql, knows: number): Promise<void> {
  // Not named as the user of the built-in server is: everything would be made in it.
  await connection`create schema if not exists casement_schema`
  await connection`create table if not exists casement_schema.oldest_reader (
    id int primary key default 1 check (id = 1), knows bigint not null)`
  await connection`insert into casement_schema.oldest_reader (knows) values (${knows})
    on conflict (id) do update set knows = greatest(oldest_reader.knows, excluded.knows)`
}

function failed(error: unknown, pending: readonly Entry[], folder: string): StartError {
  const statement = error instanceof DrizzleQueryError ? error.query : undefined
  const culprit = pending.find(
    ({ tag }) =>
      statement !== undefined &&
      readFileSync(join(folder, `${tag}.sql`), 'utf8').includes(statement),
  )
  const names = culprit ? culprit.tag : pending.map(({ tag }) => tag).join(', ')
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  return new StartError(
    `The migration ${names} of the database failed: ${messageOf(cause)}. The database is as it was before; start the version that you had, and report this`,
    { cause: error },
  )
}
