import { afterAll, beforeEach, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addWorkspace } from '../testing/fixtures.ts'
import { sessionFixtures } from '../testing/sessions.ts'
import { launchTimes } from './launch-times.ts'
import { sessionEvents, sessions } from './schema.ts'

const database = await testDatabase()
const { db } = database
const { anew, launch } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let workspaceId: string

beforeEach(async () => {
  const made = await anew()
  alice = made.alice
  workspaceId = made.workspaceId
  await addAgent(db, 'atlas')
})

/** A launch whose events came so many seconds after it was asked for. */
async function launched(events: Readonly<Record<string, number>>) {
  const { id } = await launch(alice)
  await db.delete(sessionEvents).where(eq(sessionEvents.sessionId, id))
  for (const [event, seconds] of Object.entries({ request: 0, ...events })) {
    const at = sql`timestamptz '2026-11-22 10:00:00Z' + make_interval(secs => ${seconds})`
    await db.insert(sessionEvents).values({ sessionId: id, event, toState: 'running', at })
  }
  await db.update(sessions).set({ state: 'deleted' }).where(eq(sessions.id, id))
}

test('nothing is said of a workspace that nobody has opened', async () => {
  expect(Object.values(await launchTimes(db, workspaceId))).toEqual(Array(5).fill(undefined))
})

test('the median of each step counts, and launches that failed do not', async () => {
  await launched({ place: 1, start: 2, ready: 4 })
  await launched({ place: 1, start: 3, ready: 10 })
  await launched({ place: 2, pull: 3, start: 63, ready: 70 })
  await launched({ place: 1, start: 500, fail: 900 })
  expect(await launchTimes(db, workspaceId)).toEqual({
    total: 10,
    placing: 1,
    starting: 1,
    pulling: 60,
    waiting: 7,
  })
})

test('a session that was started again counts by its launch', async () => {
  const { id } = await launch(alice)
  await db.delete(sessions).where(eq(sessions.id, id))
  await launched({ place: 1, start: 2, ready: 4, stop: 50, restart: 60 })
  expect((await launchTimes(db, workspaceId)).total).toBe(4)
})

test('another workspace counts for itself', async () => {
  const other = await addWorkspace(db, { name: 'Other' })
  await launched({ place: 1, start: 2, ready: 3 })
  expect((await launchTimes(db, workspaceId)).total).toBe(3)
  expect((await launchTimes(db, other)).total).toBeUndefined()
})
