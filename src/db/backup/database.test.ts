import { describe, expect, test } from 'bun:test'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { migrationsDir } from '../../paths.ts'
import { emptyDatabase, type TestDatabase, testDatabase } from '../../testing/database.ts'
import { addAgent, addGroups, addPerson, addWorkspace } from '../../testing/fixtures.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { migrateDatabase } from '../migrate.ts'
import { type Address, pool } from '../pool.ts'
import { exportEntries } from './export.ts'
import { importEntries } from './import.ts'
import type { Entry, KeyFile } from './records.ts'
import { newestOf, schemaVersion } from './schema-version.ts'
import { tablesInOrder } from './tables.ts'

const KEY: KeyFile = { kind: 'key', path: 'secrets/master.key', base64: 'AAAA' }
const ODD = 'Zoë\t"\\N"\n\r\\.\n\u2028💡 {a,NULL} \u0001'

function connect(address: Address) {
  const sql = pool(address, { max: 1 })
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) }
}

/** Every row of every table as text, and the record of migrations. */
async function contents(sql: Sql): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'drizzle') order by 1`
  const found: Record<string, string[]> = {}
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select t::text as row from ${name} t order by 1`)
    found[name] = rows.map(({ row }) => String(row))
  }
  return found
}

/** At least a row in each table, with what is easily lost on the way. */
async function fill({ db }: TestDatabase, sql: Sql) {
  await addGroups(db)
  const { userId } = await addPerson(db, ODD)
  const workspace = await addWorkspace(db, {
    name: '',
    categories: ['', 'a,b', '{}', 'NULL', '"', ODD],
    environment: { [ODD]: ODD, empty: '' },
    cores: 0.1,
    memory: Number.MAX_SAFE_INTEGER,
  })
  const agent = await addAgent(db, ODD)
  await sql`insert into installation (created_at) values ('2026-11-22 10:00:00.123457+00')`
  await sql`insert into platform_keys (name, public_key, private_key)
    values ('ticket', 'pem', ${Buffer.from([0, 1, 92, 10, 255])}), ('none', '', ${Buffer.alloc(0)})`
  await sql`insert into group_settings select id, 'limit', -2147483648 from groups`
  await sql`insert into logins (user_id, token_hash, expires_at) values
    (${userId}, 'a', 'infinity'), (${userId}, 'b', '0044-03-15 12:00:00.000001+00 BC')`
  await sql`insert into favourites values (${userId}, ${workspace})`
  await sql`insert into sign_in_attempts (key) values (${ODD})`
  for (let n = 0; n < 1100; n += 1) {
    await sql`insert into sessions (user_id, workspace_id, workspace_name, icon, tint, image, cores,
        memory, shared_memory, environment, request_key, password, agent_id, state)
      values (${userId}, ${workspace}, ${`${n}`}, '', 1, 'i', ${n / 3}, 1, 1, '{}', gen_random_uuid(),
        ${Buffer.from(ODD)}, ${agent}, 'running')`
  }
  const [kept] = await sql`
    insert into profiles (user_id, workspace_id, workspace_name, kind, path, agent_id)
    values (${userId}, ${workspace}, ${ODD}, 'path', ${ODD}, ${agent}) returning id`
  await sql`insert into profile_snapshots values (gen_random_uuid(), ${kept?.id}, ${agent}, 7)`
  await sql`update sessions set profile_id = ${kept?.id} where workspace_name = '7'`
  await sql`insert into session_events (session_id, event, to_state)
    select id, 'place', 'placing' from sessions`
  await sql`insert into session_runs (session_id, moment, program)
    select id, 'go', ${sql.json({ argv: [ODD] })} from sessions limit 1`
}

async function exported(sql: Sql, migrations = migrationsDir): Promise<Entry[]> {
  const all: Entry[] = []
  await sql.begin('isolation level repeatable read read only', async (tx) => {
    const now = new Date()
    for await (const one of exportEntries(tx, { keys: [KEY], migrations, now })) all.push(one)
  })
  return all
}

async function imported(sql: Sql, entries: readonly Entry[], migrations = migrationsDir) {
  async function* each() {
    yield* entries
  }
  let placed: readonly KeyFile[] = []
  await sql.begin((tx) =>
    importEntries(tx, each(), {
      migrations,
      placeKeys: async (keys) => {
        placed = keys
      },
    }),
  )
  return placed
}

/** The migrations without the newest one. */
function olderMigrations() {
  const folder = temporaryFolder()
  cpSync(migrationsDir, folder.path, { recursive: true })
  const path = join(folder.path, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(path, 'utf8'))
  journal.entries.pop()
  writeFileSync(path, JSON.stringify(journal))
  return folder
}

describe('a database that was filled with every kind of value', () => {
  test('is the same after export and import, and goes on from there', async () => {
    await using full = await testDatabase()
    await using from = connect(full.address)
    await fill(full, from.sql)
    await using empty = await emptyDatabase()
    await using to = connect(empty.address)

    const entries = await exported(from.sql)
    expect(await imported(to.sql, entries)).toEqual([KEY])

    const [before, after] = [await contents(from.sql), await contents(to.sql)]
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([])
    expect(after).toEqual(before)
    const batches = entries.filter((one) => one.kind === 'rows').map(({ rows }) => rows.length)
    expect(Math.max(...batches)).toBeLessThanOrEqual(500)

    await migrateDatabase(to.sql)
    expect(await contents(to.sql)).toEqual(before)
    const [event] = await to.sql`insert into session_events (session_id, event, to_state)
      select id, 'ready', 'running' from sessions limit 1 returning id`
    expect(Number(event?.id)).toBe(1101)
  }, 30_000)

  test('has no table that a backup leaves out', async () => {
    await using full = await testDatabase()
    await using from = connect(full.address)
    const names = Object.keys(await contents(from.sql)).map((name) => name.split('.')[1] ?? '')
    expect([...tablesInOrder(), '__drizzle_migrations'].toSorted()).toEqual(names.toSorted())
  })
})

describe('import', () => {
  test('undoes everything where a row of the backup is lost', async () => {
    await using full = await testDatabase()
    await using from = connect(full.address)
    await fill(full, from.sql)
    await using empty = await emptyDatabase()
    await using to = connect(empty.address)
    const entries = (await exported(from.sql)).map((entry) =>
      entry.kind === 'rows' && entry.rows.length === 100
        ? { ...entry, rows: entry.rows.slice(1) }
        : entry,
    )
    await expect(imported(to.sql, entries)).rejects.toThrow(
      'promises 1100 rows of sessions and has 1099. Nothing was restored',
    )
    expect(await contents(to.sql)).toEqual({})
  }, 30_000)

  test('migrates what an older version backed up', async () => {
    using older = olderMigrations()
    const [id, at] = [crypto.randomUUID(), '2026-11-22 10:00:00.123457+00']
    const entries: Entry[] = [
      { kind: 'header', version: '0', madeAt: at, migration: newestOf(older.path), rows: 1 },
      { kind: 'table', name: 'installation', columns: ['created_at', 'id'], rows: 1 },
      { kind: 'rows', rows: [[at, id]] },
      { kind: 'end' },
    ]
    await using empty = await emptyDatabase()
    await using to = connect(empty.address)

    await imported(to.sql, entries)
    expect(await schemaVersion(to.sql)).toBe(newestOf(older.path))
    await migrateDatabase(to.sql)

    expect(await schemaVersion(to.sql)).toBe(newestOf(migrationsDir))
    const [row] = await to.sql`select id, created_at::text as at from installation`
    expect(row).toEqual({ id, at })
  })

  test('refuses what a newer version backed up', async () => {
    using older = olderMigrations()
    await using full = await testDatabase()
    await using from = connect(full.address)
    await from.sql`insert into installation default values`
    await using empty = await emptyDatabase()
    await using to = connect(empty.address)
    const entries = await exported(from.sql)
    await expect(imported(to.sql, entries, older.path)).rejects.toThrow('does not know')
    expect(await contents(to.sql)).toEqual({})
  })
})

describe('export', () => {
  test('refuses a database without an installation, or of another version', async () => {
    using older = olderMigrations()
    await using empty = await emptyDatabase()
    await using nothing = connect(empty.address)
    await expect(exported(nothing.sql)).rejects.toThrow('has no installation yet')
    await using full = await testDatabase()
    await using from = connect(full.address)
    await expect(exported(from.sql)).rejects.toThrow('has no installation yet')
    await expect(exported(from.sql, older.path)).rejects.toThrow('tables of another version')
  })
})
