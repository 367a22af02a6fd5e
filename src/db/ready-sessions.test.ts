import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { and, eq, isNull } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { ALL_USERS } from '../domain/access.ts'
import { LIVE_STATES } from '../domain/session.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addWorkspace, checkIn } from '../testing/fixtures.ts'
import { address, factOf, sessionFixtures } from '../testing/sessions.ts'
import { recordCheckIn } from './check-in.ts'
import type { Session } from './events.ts'
import { endExpired, endIdle } from './expiry.ts'
import { refillReady } from './ready-sessions.ts'
import { agentImages, agents, groupSettings, sessionRuns, sessions, workspaces } from './schema.ts'
import { countSessions, listSessions } from './session-list.ts'
import { findSession, launchSession, listEvents, listOwnSessions } from './sessions.ts'
import { routableSessions, sessionsForAgent } from './snapshots.ts'

const database = await testDatabase()
const { db } = database
const { anew, held } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let bob: Person
let atlas: string
let workspace: string

beforeEach(async () => {
  const people = await anew()
  alice = people.alice
  bob = people.bob
  atlas = await addAgent(db, 'atlas', 4)
  workspace = await addWorkspace(db, { poolSize: 2, environment: { LANG: 'C' } })
})

const refill = () => refillReady(db, Date.now(), (key) => Buffer.from(`sealed for ${key}`))

async function ready(): Promise<Session[]> {
  const rows = await db.select().from(sessions).where(isNull(sessions.userId))
  const live: readonly string[] = LIVE_STATES
  return rows.filter(({ state }) => live.includes(state) && state !== 'deleting')
}

/** All that are ready run, as their agent says. */
async function run(): Promise<Session[]> {
  const facts = (await ready()).map((one) => factOf(one, { state: 'running', address }))
  await recordCheckIn(db, atlas, checkIn(facts, { cores: 4 }))
  return ready()
}

function launch(person = alice, more: Partial<Parameters<typeof launchSession>[2]> = {}) {
  return launchSession(db, person, {
    workspaceId: workspace,
    requestKey: crypto.randomUUID(),
    now: Date.now(),
    sealedPassword: Buffer.from('sealed'),
    sealAnew: (sealed, from) => Buffer.from(`${sealed} and anew from ${from}`),
    ...more,
  })
}

function change(changes: Partial<typeof workspaces.$inferInsert>) {
  return db.update(workspaces).set(changes).where(eq(workspaces.id, workspace))
}

describe('a pool', () => {
  test('is filled, holds capacity, and is filled no further', async () => {
    await refill()
    await refill()
    expect(await ready()).toHaveLength(2)
    expect(await held()).toBe(2)
  })

  test('is nobody’s: no list of a person, no route, but a goal of its agent', async () => {
    await refill()
    const [one] = await run()
    expect(await listOwnSessions(db, alice)).toEqual([])
    expect(await routableSessions(db, Date.now())).toEqual([])
    expect(await sessionsForAgent(db, atlas)).toHaveLength(2)
    await expect(findSession(db, alice, one?.id ?? '')).rejects.toThrow('does not exist')
    const { rows } = await listSessions(db, 'system', { view: 'live', search: '' })
    expect(rows.map(({ username }) => username)).toEqual([null, null])
    expect(await countSessions(db, 'system')).toMatchObject({ live: 2, ready: 2, people: 0 })
  })

  test('renews what no longer fits: the image, the settings, a workspace that is off', async () => {
    await refill()
    const before = await run()
    await change({ memory: 2 * 1024 ** 3 })
    await refill()
    const after = await ready()
    expect(after).toHaveLength(2)
    for (const { id } of before) expect(after.map((one) => one.id)).not.toContain(id)

    await db.update(agentImages).set({ imageId: 'sha256:1' })
    await db.update(sessions).set({ pooledImage: 'sha256:0' }).where(isNull(sessions.userId))
    await refill()
    const newer = (await ready()).map(({ id }) => id)
    expect(newer.filter((id) => after.some((one) => one.id === id))).toEqual([])

    await change({ enabled: false })
    await refill()
    expect(await ready()).toEqual([])
  })

  test('ends the newest where it is too large', async () => {
    await refill()
    const [first] = await run()
    await change({ poolSize: 1 })
    await refill()
    expect((await ready()).map(({ id }) => id)).toEqual([first?.id ?? ''])
  })

  test('lives only while somebody renews it, and is not idle meanwhile', async () => {
    await db.insert(groupSettings).values({ groupId: ALL_USERS, name: 'idleMinutes', value: 1 })
    await refill()
    await run()
    const later = new Date(Date.now() + 9 * 60_000)
    await endIdle(db, later)
    await endExpired(db, later)
    expect(await ready()).toHaveLength(2)
    await endExpired(db, new Date(Date.now() + 11 * 60_000))
    expect(await ready()).toEqual([])
  })

  test('waits where its sessions fail again and again', async () => {
    for (let round = 0; round < 3; round++) {
      await refill()
      const facts = (await ready()).map((one) => factOf(one, { state: 'failed', problem: 'no' }))
      await recordCheckIn(db, atlas, checkIn(facts))
    }
    await refill()
    expect(await ready()).toEqual([])
  })

  test('is no larger than what people leave, and leaves no row behind', async () => {
    await change({ poolSize: 50 })
    for (let round = 0; round < 3; round++) await refill()
    expect(await ready()).toHaveLength(4)
    expect(await db.$count(sessions)).toBe(4)
  })
})

describe('a launch', () => {
  test('takes what is ready, once', async () => {
    await refill()
    const there = await run()
    const taken = await launch()
    expect(taken.state).toBe('running')
    expect(there.map(({ id }) => id)).toContain(taken.id)
    const was = there.find(({ id }) => id === taken.id)
    expect(taken.password.toString()).toBe(
      `sealed for ${was?.requestKey} and anew from ${was?.requestKey}`,
    )
    expect(taken.expiresAt).toBeNull()
    expect((await listOwnSessions(db, alice)).map(({ id }) => id)).toEqual([taken.id])
    const [event] = await listEvents(db, alice, taken.id)
    expect(event).toMatchObject({ actor: 'alice', event: { event: 'claim', toState: 'running' } })
    expect((await launch(alice, { requestKey: taken.requestKey })).id).toBe(taken.id)
    expect((await launch(bob)).id).not.toBe(taken.id)
    await refill()
    expect(await ready()).toHaveLength(2)
  })

  test('is never given what another has: twenty at once', async () => {
    await refill()
    await run()
    await recordCheckIn(db, atlas, checkIn([], { cores: 100 }))
    const all = await Promise.allSettled(
      Array.from({ length: 10 }).flatMap(() => [launch(alice), launch(bob)]),
    )
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(2)
    const rows = await db.select().from(sessions).where(eq(sessions.state, 'running'))
    expect(rows.filter(({ userId }) => userId !== null)).toHaveLength(2)
  })

  test('is given with an address where a command opens it, and tells it who came', async () => {
    const cmd = { cmd: 'open', environment: { WHO: '{username}' } }
    await change({ execConfig: JSON.stringify({ first_launch: { cmd: 'first' }, assign: cmd }) })
    await refill()
    await run()
    const before = await db.select().from(sessionRuns)
    expect(before.map(({ moment }) => moment)).toEqual(['first_launch', 'first_launch'])
    const { id, state } = await launch(alice, { url: 'https://example.org/' })
    expect(state).toBe('running')
    const [, assigned] = await db.select().from(sessionRuns).where(eq(sessionRuns.sessionId, id))
    expect(assigned).toMatchObject({
      moment: 'assign',
      program: { argv: ['open'], environment: { WHO: 'alice', KASM_URL: 'https://example.org/' } },
    })
    await change({ runConfig: '{"hostname":"other"}' })
    expect((await launch(bob)).state).not.toBe('running')
  })

  test('begins anew with an address to open, or where nothing is ready yet', async () => {
    await refill()
    await run()
    expect(await launch(alice, { url: 'https://example.org/' })).toMatchObject({ state: 'placing' })
    await db.update(sessions).set({ state: 'starting' }).where(isNull(sessions.userId))
    expect(await launch(bob)).toMatchObject({ state: 'placing' })
  })

  test('takes nothing of a host that is silent or switched off, or of other settings', async () => {
    await refill()
    await run()
    await db.update(agents).set({ enabled: false })
    expect((await launch()).state).toBe('failed')
    await db.update(agents).set({ enabled: true, checkedInAt: new Date(Date.now() - 60_000) })
    expect((await launch()).state).toBe('failed')
    await recordCheckIn(db, atlas, checkIn([], { cores: 4 }))
    await change({ environment: { LANG: 'de' } })
    expect((await launch()).state).toBe('placing')
  })

  test('of another workspace takes the room of ready sessions, and no more than it needs', async () => {
    await refill()
    const there = await run()
    const wide = await addWorkspace(db, { cores: 3 })
    const placed = await launch(alice, { workspaceId: wide })
    expect(placed).toMatchObject({ state: 'placing', agentId: atlas })
    expect(await ready()).toHaveLength(1)
    expect(await held()).toBe(4)
    const gone = and(isNull(sessions.userId), eq(sessions.state, 'deleted'))
    expect(await db.$count(sessions, gone)).toBe(1)
    expect((await sessionsForAgent(db, atlas)).map(({ session }) => session.id).sort()).toEqual(
      [placed.id, ...(await ready()).map(({ id }) => id)].sort(),
    )
    expect(there).toHaveLength(2)
    await refill()
    expect(await ready()).toHaveLength(1)
  })

  test('that does not fit even so ends none of them', async () => {
    await refill()
    await run()
    const huge = await addWorkspace(db, { cores: 5 })
    expect((await launch(alice, { workspaceId: huge })).state).toBe('failed')
    expect(await ready()).toHaveLength(2)
  })
})
