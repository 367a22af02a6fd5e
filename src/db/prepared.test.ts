import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { testDatabase } from '../testing/database.ts'
import type { Db } from './client.ts'

/** How many plans this connection keeps for statements that say `like`. */
async function plans(db: Db, like: string): Promise<number> {
  const found = await db.execute(
    sql`select 1 from pg_prepared_statements where statement like ${`%${like}%`}`,
  )
  return found.length
}

test('a statement is planned once, in a transaction and in a savepoint of it too', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async (tx) => {
    for (const value of ['a', 'b']) await tx.execute(sql`select ${value}::text as outer_one`)
    await tx.transaction(async (inner) => {
      for (const value of ['a', 'b']) await inner.execute(sql`select ${value}::text as inner_one`)
    })
    expect(await plans(tx, 'as outer_one')).toBe(1)
    expect(await plans(tx, 'as inner_one')).toBe(1)
  })
})

test('lists of any length leave no plan behind', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async (tx) => {
    for (const length of [41, 42, 43]) {
      const values = Array.from({ length }, (_, i) => sql`${i}::int`)
      await tx.execute(sql`select 1 as listed where 1 in (${sql.join(values, sql`, `)})`)
    }
    expect(await plans(tx, 'as listed')).toBe(0)
  })
})

test('a table that has changed is read as it is', async () => {
  await using database = await testDatabase()
  const { db } = database
  await db.execute(sql`create table things (a int)`)
  const look = () => db.execute(sql`select * from things where ${1}::int = 1`)
  for (let times = 0; times < 20; times++) await look()
  await db.execute(sql`alter table things add column b int default 2`)
  await db.execute(sql`insert into things values (1)`)
  expect([...(await look())]).toEqual([{ a: 1, b: 2 }])
})
