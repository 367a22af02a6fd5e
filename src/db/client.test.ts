import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { testDatabase } from '../testing/database.ts'
import { brokenConstraint, databaseGone } from './failure.ts'
import { tryLock, withLock } from './locks.ts'

test('each caller gets a database of its own, with the schema', async () => {
  await using one = await testDatabase()
  await using other = await testDatabase()
  await one.db.execute(sql`create table only_here (id int)`)
  const tables = await other.db.execute(
    sql`select table_name from information_schema.tables where table_schema = 'public'`,
  )
  const names = tables.map(({ table_name }) => table_name)
  expect(names).toContain('sessions')
  expect(names).not.toContain('only_here')
})

test('a notice reaches every listener when its transaction commits, and not before', async () => {
  await using database = await testDatabase()
  const heard: string[] = []
  const { promise: first, resolve } = Promise.withResolvers<void>()
  const { promise: listening, resolve: resumed } = Promise.withResolvers<void>()
  await using _listening = await database.listen(
    'news',
    (payload) => {
      heard.push(payload)
      resolve()
    },
    resumed,
  )
  await listening
  const rolledBack = database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_notify('news', 'rolled back')`)
    tx.rollback()
  })
  await expect(rolledBack).rejects.toThrow()
  await database.db.execute(sql`select pg_notify('news', 'committed')`)
  await first
  expect(heard).toEqual(['committed'])
})

test('a lock excludes others until its transaction ends', async () => {
  await using database = await testDatabase()
  const { promise: held, resolve: hold } = Promise.withResolvers<void>()
  const { promise: free, resolve: release } = Promise.withResolvers<void>()
  const order: string[] = []
  const holder = withLock(database.db, 'firstBoot', async () => {
    hold()
    await free
    order.push('holder')
  })
  await held
  const waiter = withLock(database.db, 'firstBoot', async () => {
    order.push('waiter')
  })
  expect(await tryLock(database.db, 'firstBoot', async () => 'mine')).toBeUndefined()
  expect(await tryLock(database.db, 'expire', async () => 'mine')).toBe('mine')
  release()
  await Promise.all([holder, waiter])
  expect(order).toEqual(['holder', 'waiter'])
  expect(await tryLock(database.db, 'firstBoot', async () => 'mine')).toBe('mine')
})

test('a broken constraint is told by its name', async () => {
  await using database = await testDatabase()
  await database.db.execute(sql`create table names (name text constraint names_taken unique)`)
  await database.db.execute(sql`insert into names values ('a')`)
  const error = await thrownBy(database.db.execute(sql`insert into names values ('a')`))
  expect(brokenConstraint(error)).toBe('names_taken')
  expect(databaseGone(error)).toBeUndefined()
})

test('only a database that is gone counts as gone', async () => {
  await using database = await testDatabase()
  const own = await thrownBy(
    database.db.execute(sql`select pg_terminate_backend(pg_backend_pid())`),
  )
  expect(databaseGone(own)?.retryAfter).toBeGreaterThan(0)
  const typo = await thrownBy(database.db.execute(sql`select nonsense`))
  expect(databaseGone(typo)).toBeUndefined()
  const socket = Object.assign(new Error('connect ENOENT /run/docker.sock'), { code: 'ENOENT' })
  expect(databaseGone(socket)).toBeUndefined()
})

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}
