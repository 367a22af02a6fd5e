import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openPool } from '../db/client.ts'
import { runEmbedded } from '../db/embedded/supervise.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { type Address, pool } from '../db/pool.ts'

const PREFIX = 'casement-test-'
const TEMPLATE = 'test_template'

/** Nothing of it has to survive anything. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
} as const

export interface TestDatabase extends Database {
  readonly address: Address
}

type EmptyDatabase = AsyncDisposable & { readonly address: Address }

interface Server extends AsyncDisposable {
  readonly addressOf: (database: string) => Address
  readonly execute: (statement: string) => Promise<void>
}

let running: Promise<Server> | undefined
let made = 0
/** The clone for whoever asks next is made while the test before still runs. */
let next: Promise<EmptyDatabase> | undefined
/** Databases that nobody has any more. */
const dropping = new Set<Promise<void>>()

/**
 * A fresh database with the whole schema, on a real server of this test process. Every caller has
 * its own: `await using database = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const empty = await (next ?? clone())
  next = clone()
  const database = openPool(empty.address, 'embedded')
  return {
    ...database,
    address: empty.address,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await empty[Symbol.asyncDispose]()
    },
  }
}

function clone(): Promise<EmptyDatabase> {
  return emptyDatabase(`template ${TEMPLATE} strategy file_copy`)
}

/** One without any table. Who disposes of it does not wait until it is gone. */
export async function emptyDatabase(options = ''): Promise<EmptyDatabase> {
  running ??= startServer()
  const server = await running
  made += 1
  const name = `test_${made}`
  await server.execute(`create database ${name} ${options}`)
  return {
    address: server.addressOf(name),
    async [Symbol.asyncDispose]() {
      const dropped = server.execute(`drop database ${name} with (force)`)
      dropping.add(dropped)
      void dropped.finally(() => dropping.delete(dropped))
    },
  }
}

/** Called by preload.ts after the last test. */
export async function stopTestServer(): Promise<void> {
  const server = await running
  await next
  await Promise.all(dropping)
  await server?.[Symbol.asyncDispose]()
}

/** Where the process is killed, the kernel stops the server, and the next run removes its folder. */
async function startServer(): Promise<Server> {
  removeLeftovers()
  const dir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const server = await runEmbedded(dir, { settings: SETTINGS })
  const { socketDir: host, user } = server
  const addressOf = (database: string) => ({ host, user, database })
  const admin = pool(addressOf('postgres'), { max: 4 })
  const execute = async (statement: string) => {
    await admin.unsafe(statement)
  }
  await execute(`create database ${TEMPLATE}`)
  const template = pool(addressOf(TEMPLATE), { max: 1 })
  await migrateDatabase(template)
  await template.end()
  return {
    addressOf,
    execute,
    async [Symbol.asyncDispose]() {
      await admin.end({ timeout: 1 })
      await server[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
