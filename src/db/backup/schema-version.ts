import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Sql, TransactionSql } from 'postgres'

/** `when` of the newest migration of a folder. */
export function newestOf(folder: string): number {
  return Math.max(...readMigrationFiles({ migrationsFolder: folder }).map((m) => m.folderMillis))
}

/** The same of a database; undefined where Casement never was. */
export async function schemaVersion(tx: Sql | TransactionSql): Promise<number | undefined> {
  const [table] = await tx`select to_regclass('drizzle.__drizzle_migrations') as name`
  if (!table?.name) return undefined
  const [row] = await tx`select max(created_at)::text as at from drizzle.__drizzle_migrations`
  return row?.at === null ? undefined : Number(row?.at)
}

/**
 * Makes the tables as they were at a version, with drizzle's record. Not by drizzle's own migrator,
 * which commits: here tables and rows come in one transaction, or not at all. False where this
 * version of the program does not know that one.
 */
export async function createSchema(
  tx: TransactionSql,
  folder: string,
  version: number,
): Promise<boolean> {
  const all = readMigrationFiles({ migrationsFolder: folder })
  if (!all.some(({ folderMillis }) => folderMillis === version)) return false
  await tx`create schema if not exists drizzle`
  await tx`create table if not exists drizzle.__drizzle_migrations (
    id serial primary key, hash text not null, created_at bigint)`
  for (const { sql, hash, folderMillis } of all) {
    if (folderMillis > version) continue
    for (const statement of sql) await tx.unsafe(statement)
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at)
      values (${hash}, ${folderMillis})`
  }
  return true
}
