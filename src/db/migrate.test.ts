import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { emptyDatabase } from '../testing/database.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { migrateDatabase } from './migrate.ts'
import { type Address, pool } from './pool.ts'

const FIRST = { tag: '0000_people', sql: 'create table people (name text)' }
const SECOND = {
  tag: '0001_ages',
  sql: 'alter table people add age int;--> statement-breakpoint\ncreate index on people (age)',
}
const BROKEN = {
  tag: '0002_broken',
  sql: 'alter table people drop name;--> statement-breakpoint\nalter table nowhere add x int',
}

type Migration = { readonly tag: string; readonly sql: string }

function migrations(folder: string, ...list: Migration[]): string {
  const path = join(folder, `${list.length}-${list.at(-1)?.tag}`)
  mkdirSync(join(path, 'meta'), { recursive: true })
  for (const { tag, sql } of list) writeFileSync(join(path, `${tag}.sql`), sql)
  const entries = list.map(({ tag }, idx) => ({ idx, when: 1000 + idx, tag, breakpoints: true }))
  writeFileSync(join(path, 'meta/_journal.json'), JSON.stringify({ version: '7', entries }))
  return path
}

async function migrateTo(address: Address, folder: string): Promise<void> {
  const connection = pool(address, { max: 1 })
  try {
    await migrateDatabase(connection, folder)
  } finally {
    await connection.end({ timeout: 1 })
  }
}

async function columns(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select column_name as name from information_schema.columns
    where table_name = 'people' order by 1`
  return rows.map(({ name }) => String(name))
}

test('a failing migration is named and leaves schema and rows as they were', async () => {
  using folder = temporaryFolder()
  await using database = await emptyDatabase()
  await migrateTo(database.address, migrations(folder.path, FIRST))
  const sql = pool(database.address, { max: 1 })
  await sql`insert into people values ('Ann')`

  const upgrade = migrateTo(database.address, migrations(folder.path, FIRST, SECOND, BROKEN))
  await expect(upgrade).rejects.toThrow(
    'The migration 0002_broken of the database failed: relation "nowhere" does not exist. The database is as it was before',
  )
  expect(await columns(sql)).toEqual(['name'])
  expect((await sql`select name from people`).map(({ name }) => name)).toEqual(['Ann'])

  await migrateTo(database.address, migrations(folder.path, FIRST, SECOND))
  expect(await columns(sql)).toEqual(['age', 'name'])
  await sql.end()
})

test('managers that start together migrate once, and none of them fails', async () => {
  using folder = temporaryFolder()
  await using database = await emptyDatabase()
  const path = migrations(folder.path, FIRST, SECOND)
  await Promise.all(Array.from({ length: 6 }, () => migrateTo(database.address, path)))
  const sql = pool(database.address, { max: 1 })
  const [row] = await sql`select count(*)::int as applied from drizzle.__drizzle_migrations`
  expect(row?.applied).toBe(2)
  await sql.end()
})

test('a version that does not know the newest tables uses what is left of the ones that it knows', async () => {
  using folder = temporaryFolder()
  await using database = await emptyDatabase()
  const [older, newer] = [migrations(folder.path, FIRST), migrations(folder.path, FIRST, SECOND)]
  await migrateTo(database.address, older)
  await migrateTo(database.address, newer)
  await migrateTo(database.address, older)
  await migrateTo(database.address, newer)
  const sql = pool(database.address, { max: 1 })
  expect(await columns(sql)).toEqual(['age', 'name'])
  await sql.end()
})

test('a version that does not know tables marked as breaking refuses to touch them', async () => {
  using folder = temporaryFolder()
  await using database = await emptyDatabase()
  const third = {
    tag: '0002_rename',
    sql: '-- breaking: renamed\nalter table people rename to folk',
  }
  await migrateTo(database.address, migrations(folder.path, FIRST, SECOND, third))
  const downgrade = migrateTo(database.address, migrations(folder.path, FIRST, SECOND))
  await expect(downgrade).rejects.toThrow('was last used by a newer Casement')
})

test('tables that do not say who may use them are for versions that know all of them', async () => {
  using folder = temporaryFolder()
  await using database = await emptyDatabase()
  await migrateTo(database.address, migrations(folder.path, FIRST, SECOND))
  const sql = pool(database.address, { max: 1 })
  await sql`drop table casement_schema.oldest_reader`
  await sql.end()
  const downgrade = migrateTo(database.address, migrations(folder.path, FIRST))
  await expect(downgrade).rejects.toThrow('was last used by a newer Casement')
})
