import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { openPool } from '../client.ts'
import { databaseGone } from '../failure.ts'
import { pool } from '../pool.ts'
import { layoutOf } from './layout.ts'
import { takeManagerLock } from './manager-lock.ts'
import { type EmbeddedPostgres, runEmbedded } from './supervise.ts'

const folder = temporaryFolder()
const dir = join(folder.path, 'postgres')
let server: EmbeddedPostgres

function address() {
  return { host: server.socketDir, user: server.user, database: 'postgres' }
}

beforeAll(async () => {
  server = await runEmbedded(dir)
}, 60_000)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('the server runs as nobody we are, on a socket alone, and writes to disk for real', async () => {
  const connection = pool(address(), { max: 1 })
  const [row] = await connection`
    select current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync,
      current_setting('data_checksums') as checksums, current_user as user`
  expect({ ...row }).toEqual({ addresses: '', fsync: 'on', checksums: 'on', user: 'casement' })
  await connection.end()
  const { uid } = statSync(`/proc/${server.pid}`)
  expect(uid).not.toBe(0)
  expect(statSync(join(dir, 'data-17')).mode & 0o777).toBe(0o700)
  expect(statSync(server.socketDir).mode & 0o777).toBe(0o700)
})

test('nothing half-written lies under a final name', () => {
  expect(readdirSync(dir).filter((name) => name.includes('.tmp'))).toEqual([])
})

test('a second manager on the folder is refused, with the pid of the first', async () => {
  await expect(runEmbedded(dir)).rejects.toThrow(
    `Another Casement (pid ${process.pid}) runs the database in ${dir}. Stop that one, or give this one its own --data-dir`,
  )
})

test('after a kill -9 of the server, queries and notices work again by themselves', async () => {
  await using database = openPool(address(), 'embedded')
  const heard: string[] = []
  let resumed = 0
  await using _listening = await database.listen(
    'news',
    (payload) => heard.push(payload),
    () => {
      resumed += 1
    },
  )
  const { db } = database
  await db.execute(sql`create table kept (id int)`)
  await db.execute(sql`insert into kept values (1)`)
  const killed = server.pid
  process.kill(killed, 'SIGKILL')

  await until('another server runs', () => server.pid !== killed)
  const failures: unknown[] = []
  const rows = await until('queries work again', async () => {
    try {
      return await db.execute(sql`select id from kept`)
    } catch (error) {
      failures.push(error)
      return undefined
    }
  })
  expect(rows.map(({ id }) => id)).toEqual([1])
  expect(failures.filter((error) => !databaseGone(error))).toEqual([])
  await until('listening resumes', () => resumed >= 2)
  await db.execute(sql`select pg_notify('news', 'after the crash')`)
  await until('the notice arrives', () => heard.includes('after the crash'))
})

test('a lock goes to the next manager when its holder ends, whatever it left in the file', () => {
  using other = temporaryFolder()
  const path = join(other.path, 'manager.lock')
  writeFileSync(path, '1\n')
  const first = takeManagerLock(path)
  expect(() => takeManagerLock(path)).toThrow(`pid ${process.pid}`)
  first[Symbol.dispose]()
  takeManagerLock(path)[Symbol.dispose]()
})

test('a folder too deep for a socket is refused before anything is written', async () => {
  using other = temporaryFolder()
  const deep = join(other.path, 'x'.repeat(100))
  await expect(runEmbedded(deep)).rejects.toThrow('too long for a socket')
  expect(existsSync(deep)).toBe(false)
  expect(() => layoutOf('/var/lib/casement/postgres')).not.toThrow()
})
