import { beforeEach, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { emptyTables } from '../testing/empty-tables.ts'
import { addAgent, addGroups, addPerson, addWorkspace } from '../testing/fixtures.ts'
import { until } from '../testing/until.ts'
import { applyEvent, type Session } from './events.ts'
import { CHANNEL, parseNotice } from './notify.ts'
import { launchSession, listEvents } from './sessions.ts'

const database = await testDatabase()
const { db } = database
let alice: Person
let session: Session

beforeEach(async () => {
  await emptyTables(db)
  await addGroups(db)
  await addAgent(db, 'one')
  alice = await addPerson(db, 'alice')
  session = await launchSession(db, alice, {
    workspaceId: await addWorkspace(db),
    requestKey: crypto.randomUUID(),
    now: Date.now(),
    sealedPassword: Buffer.of(1),
  })
})

async function path() {
  const events = await listEvents(db, 'system', session.id)
  return events.map(({ event }) => [event.fromState, event.toState]).toReversed()
}

/** One event, and another that waits for it: what became of the second. */
async function inTurn(
  first: Parameters<typeof applyEvent>[3],
  second: Parameters<typeof applyEvent>[3],
) {
  const late = Promise.withResolvers<Session | undefined>()
  await db.transaction(async (tx) => {
    expect(await applyEvent(tx, 'system', session.id, first)).toBeDefined()
    applyEvent(db, 'system', session.id, second).then(late.resolve, late.reject)
    await until('the second to wait', async () => {
      const [row] = await db.execute(
        sql`select count(*)::int as waiting from pg_locks
          where not granted and pid <> pg_backend_pid()`,
      )
      return row?.waiting === 1
    })
  })
  return late.promise
}

test('an event that waited for another begins where that one left off', async () => {
  expect(await inTurn('start', 'ready')).toMatchObject({ state: 'running' })
  expect(await path()).toEqual([
    [null, 'requested'],
    ['requested', 'placing'],
    ['placing', 'starting'],
    ['starting', 'running'],
  ])
})

test('an event that another one has ruled out meanwhile does nothing', async () => {
  expect(await inTurn('delete', 'ready')).toBeUndefined()
  expect((await path()).at(-1)).toEqual(['placing', 'deleting'])
})

test('a transition is told to whom it concerns', async () => {
  const heard: unknown[] = []
  const listening = Promise.withResolvers<void>()
  const hear = (payload: string) => heard.push(parseNotice(payload))
  await using _ = await database.listen(CHANNEL, hear, listening.resolve)
  await listening.promise
  const told = async (event: Parameters<typeof applyEvent>[3]) => {
    heard.length = 0
    await applyEvent(db, 'system', session.id, event)
    await db.execute(sql`select pg_notify(${CHANNEL}, 'the end')`)
    await until('the end', async () => heard.includes(undefined))
    return heard.slice(0, -1)
  }
  const own = { kind: 'session', session: session.id, user: alice.userId }
  const goals = { kind: 'goals', agent: session.agentId }
  expect(await told('start')).toEqual([own])
  expect(await told('ready')).toEqual([own, goals, { kind: 'routes' }])
  expect(await told('lose')).toEqual([own])
  expect(await told('start')).toEqual([own, { kind: 'routes' }])
  expect(await told('delete')).toEqual([own, goals])
})
