import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'

const CHECKOUT = join(import.meta.dir, '../../..')
const SOURCES = ['src', 'views', 'images', 'migrations', 'scripts', 'vendor', 'package.json']
const JOURNAL = 'migrations/meta/_journal.json'
const TAG = '9999_planted'

/** What the planted change of the database does after its first statement. */
export type Mood = 'sound' | 'broken' | 'slow'

/** The database itself says how it will go, so that one executable serves every trial. */
const PLANTED = `CREATE TABLE "planted" ("id" int PRIMARY KEY);--> statement-breakpoint
DO $$ BEGIN
  IF current_setting('trial.mood', true) = 'broken' THEN
    ALTER TABLE "nowhere" ADD COLUMN "x" int;
  ELSIF current_setting('trial.mood', true) = 'slow' THEN
    PERFORM pg_sleep(60);
  END IF;
END $$;`

let built: Promise<string> | undefined

/** An executable of this checkout with one more migration: the version after this one. Built once. */
export function nextVersion(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const copy = join(CHECKOUT, '.cache/next-version')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const name of SOURCES) cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true })
  symlinkSync(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'))
  writeFileSync(join(copy, `migrations/${TAG}.sql`), PLANTED)
  plant(join(copy, JOURNAL))
  const manifest = readFileSync(join(copy, 'package.json'), 'utf8')
  writeFileSync(
    join(copy, 'package.json'),
    manifest.replace(/"version": "[^"]+"/, '"version": "99.0.0"'),
  )
  const child = Bun.spawn([process.execPath, 'scripts/build.ts'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`The next version cannot be built: ${said}`)
  return join(copy, 'dist/casement')
}

/** After the newest, whatever that is: by a millisecond, as nobody's clock would have it. */
function plant(path: string): void {
  const text = readFileSync(path, 'utf8')
  const newest = Math.max(...[...text.matchAll(/"when": (\d+)/g)].map(([, when]) => Number(when)))
  const entry = { idx: 9999, version: '7', when: newest + 1, tag: TAG, breakpoints: true }
  const end = text.lastIndexOf(']')
  writeFileSync(path, `${text.slice(0, end).trimEnd()},${JSON.stringify(entry)}${text.slice(end)}`)
}

export async function setMood(sql: Sql, mood: Mood): Promise<void> {
  await sql.unsafe(`alter database postgres set trial.mood = '${mood}'`)
}

/** How far the database is: migrations that count as applied, and whether the planted table exists. */
export async function schemaOf(sql: Sql): Promise<{ applied: number; planted: boolean }> {
  const [row] = await sql`
    select (select count(*)::int from drizzle.__drizzle_migrations) as applied,
      to_regclass('public.planted') is not null as planted`
  return { applied: Number(row?.applied), planted: row?.planted === true }
}

/** As if the next version had never run: the round after this one begins anew. */
export async function forgetPlanted(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`drop table planted`
    await tx`delete from drizzle.__drizzle_migrations
      where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`
  })
}
