import { afterAll, beforeEach, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import { sessionEvents } from '../../db/schema.ts'
import type { Person } from '../../domain/access.ts'
import { testDatabase } from '../../testing/database.ts'
import { addAgent } from '../../testing/fixtures.ts'
import { sessionFixtures } from '../../testing/sessions.ts'
import { usualTimes } from './usual-times.ts'

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

/** A launch that took so many seconds. */
async function launched(seconds: number) {
  const { id: sessionId } = await launch(alice)
  await db.delete(sessionEvents).where(eq(sessionEvents.sessionId, sessionId))
  const at = (after: number) => sql`now() + make_interval(secs => ${after})`
  await db.insert(sessionEvents).values([
    { sessionId, event: 'request', toState: 'requested', at: at(0) },
    { sessionId, event: 'ready', toState: 'running', at: at(seconds) },
  ])
}

test('the first launch is news at once, later ones for the next minute are not', async () => {
  const timesOf = usualTimes(db)
  expect((await timesOf(workspaceId)).total).toBeUndefined()
  await launched(4)
  expect((await timesOf(workspaceId)).total).toBe(4)
  await launched(8)
  expect((await timesOf(workspaceId)).total).toBe(4)
  expect((await usualTimes(db)(workspaceId)).total).toBe(6)
})
