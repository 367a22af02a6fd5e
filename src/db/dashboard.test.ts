import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent } from '../testing/fixtures.ts'
import { sessionFixtures } from '../testing/sessions.ts'
import { launchHistory, recentEvents, sessionHistory, troubledSessions } from './dashboard.ts'
import { applyEvent, type Session } from './events.ts'
import { sessionEvents, sessions } from './schema.ts'

const database = await testDatabase()
const { db } = database
const it = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let bob: Person

beforeEach(async () => {
  ;({ alice, bob } = await it.anew())
  await addAgent(db, 'atlas')
})

/** As if it had been launched so long ago, had run after `took` seconds, and had ended where that is said. */
async function past({ id }: Session, minutes: number, took?: number, endedMinutesAgo?: number) {
  await db
    .update(sessions)
    .set({
      createdAt: sql`now() - make_interval(mins => ${minutes})`,
      ...(endedMinutesAgo === undefined
        ? {}
        : { endedAt: sql`now() - make_interval(mins => ${endedMinutesAgo})` }),
    })
    .where(eq(sessions.id, id))
  if (took === undefined) return
  await db.insert(sessionEvents).values({
    sessionId: id,
    event: 'ready',
    toState: 'running',
    at: sql`now() - make_interval(mins => ${minutes}, secs => ${-took})`,
  })
}

describe('sessions over a period', () => {
  test('are those of each moment, also those from before it', async () => {
    await past(await it.launch(alice), 3 * 60)
    await past(await it.launch(alice), 30, 1, 10)
    await past(await it.launch(bob), 600, 1, 300)
    const hour = await sessionHistory(db, 'system', 'hour')
    expect(hour).toHaveLength(60)
    expect([hour[0], hour[20], hour[40], hour[55], hour.at(-1)]).toEqual([1, 1, 2, 1, 1])
    const day = await sessionHistory(db, 'system', 'day')
    expect(Math.max(...day)).toBe(2)
    expect(day[0]).toBe(0)
  })
})

describe('launches over a period', () => {
  test('are counted where they began, with how long they took', async () => {
    for (const took of [2, 4, 9]) await past(await it.launch(alice), 30, took)
    await past(await it.launch(bob), 90, 60)
    const found = await launchHistory(db, 'system', 'hour')
    expect(found).toMatchObject({ launches: 3, failed: 0, refused: 0 })
    expect(found.median).toBeCloseTo(4, 0)
    expect(found.p95).toBeGreaterThan(8)
    expect(found.steps.reduce((sum, { launches }) => sum + launches, 0)).toBe(3)
    expect(found.steps.filter(({ seconds }) => seconds !== undefined)).toHaveLength(1)
    expect((await launchHistory(db, 'system', 'day')).launches).toBe(4)
  })

  test('that failed are told from those without room; one that failed later was a good one', async () => {
    const refused = await it.launch(alice)
    await db.update(sessions).set({ failure: { kind: 'no place', agents: [] }, state: 'failed' })
    const broken = await it.launch(alice)
    await applyEvent(db, 'system', broken.id, 'fail', { failure: { kind: 'vanished' } })
    const good = await it.launch(alice)
    await past(good, 5, 3)
    await applyEvent(db, 'system', good.id, 'fail', { failure: { kind: 'vanished' } })
    expect(refused.id).not.toBe(broken.id)
    const found = await launchHistory(db, 'system', 'hour')
    expect(found).toMatchObject({ launches: 3, failed: 2, refused: 1 })
    expect(found.median).toBeCloseTo(3, 0)
  })

  test('of an empty installation are none', async () => {
    const found = await launchHistory(db, 'system', 'month')
    expect(found).toMatchObject({ launches: 0, failed: 0, median: undefined, p95: undefined })
  })
})

test('what happened last comes first', async () => {
  const one = await it.launch(alice)
  const two = await it.launch(bob)
  await applyEvent(db, 'system', one.id, 'start')
  const events = await recentEvents(db, 'system', 2)
  expect(events.map(({ session, event, user }) => [session, event, user])).toEqual([
    [one.id, 'start', 'alice'],
    [two.id, 'place', 'bob'],
  ])
})

test('only live sessions are held up', async () => {
  const live = await it.launch(alice)
  await it.launch(bob)
  const over = await it.launch(alice)
  await db.update(sessions).set({ trouble: 'The disk is full.' }).where(eq(sessions.id, live.id))
  await db
    .update(sessions)
    .set({ trouble: 'The disk is full.', releasedAt: sql`now()` })
    .where(eq(sessions.id, over.id))
  expect(await troubledSessions(db, 'system')).toEqual([
    { id: live.id, workspace: 'Desktop', user: 'alice', trouble: 'The disk is full.' },
  ])
})

test('nobody but an admin is told', async () => {
  const asked = [
    () => sessionHistory(db, alice, 'day'),
    () => launchHistory(db, alice, 'day'),
    () => recentEvents(db, alice, 5),
    () => troubledSessions(db, alice),
  ]
  for (const ask of asked) await expect(ask()).rejects.toThrow()
})
