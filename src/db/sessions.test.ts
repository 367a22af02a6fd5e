import { beforeEach, describe, expect, test } from 'bun:test'
import { count, eq, sql } from 'drizzle-orm'
import type { SessionFact } from '../contract/checkin.ts'
import type { Person } from '../domain/access.ts'
import { ALL_USERS } from '../domain/access.ts'
import type { SessionState } from '../domain/session.ts'
import { Conflict, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addPerson, addWorkspace, checkIn } from '../testing/fixtures.ts'
import { address, factOf, sessionFixtures } from '../testing/sessions.ts'
import { until } from '../testing/until.ts'
import { setAgent } from './agents.ts'
import { recordCheckIn } from './check-in.ts'
import type { Cursor } from './pages.ts'
import { agents, groupSettings, sessionEvents, sessions, users, workspaceGroups } from './schema.ts'
import { countSessions, listSessions } from './session-list.ts'
import { deleteSession, findSession, launchSession } from './sessions.ts'
import { routableSessions } from './snapshots.ts'

const { db } = await testDatabase()
const { anew, launch, report, held } = sessionFixtures(db)
let alice: Person
let bob: Person
let workspaceId: string

beforeEach(async () => {
  ;({ alice, bob, workspaceId } = await anew())
})

describe('launchSession', () => {
  test('places on an agent and holds its capacity', async () => {
    const agent = await addAgent(db, 'atlas')
    const session = await launch(alice)
    expect([session.state, session.agentId]).toEqual(['placing', agent])
    expect(await held()).toBe(1)
  })

  test('the same key is the same session, however often and at once', async () => {
    await addAgent(db, 'atlas')
    const key = crypto.randomUUID()
    const all = await Promise.all(Array.from({ length: 20 }, () => launch(alice, key)))
    expect(new Set(all.map((session) => session.id)).size).toBe(1)
    expect(await db.$count(sessions)).toBe(1)
  })

  test('never gives out more than an agent has, however many ask at once', async () => {
    await addAgent(db, 'atlas', 10)
    await db.insert(groupSettings).values({ groupId: ALL_USERS, name: 'maxSessions', value: 100 })
    const people = await Promise.all(Array.from({ length: 10 }, (_, i) => addPerson(db, `p${i}`)))
    const results = await Promise.all(
      people.flatMap((person) => Array.from({ length: 3 }, () => launch(person))),
    )
    const states = Map.groupBy(results, (session) => session.state)
    expect(states.get('placing')).toHaveLength(10)
    expect(states.get('failed')).toHaveLength(20)
    expect(await held()).toBe(10)
    for (const failed of states.get('failed') ?? []) {
      expect(failed.failure).toEqual({
        kind: 'no place',
        agents: [{ agent: 'atlas', reason: { kind: 'cores', free: 0, of: 10, needed: 1 } }],
      })
    }
  })

  test('an agent that turned out full is free for others before the launch has ended', async () => {
    const agent = await addAgent(db, 'atlas', 1)
    const request = () => ({
      workspaceId,
      requestKey: crypto.randomUUID(),
      now: Date.now(),
      sealedPassword: Buffer.from('sealed'),
    })
    const taken = Promise.withResolvers<void>()
    const commit = Promise.withResolvers<void>()
    const first = db.transaction(async (tx) => {
      await launchSession(tx, alice, request())
      taken.resolve()
      await commit.promise
    })
    await taken.promise
    // Ranked while the first is not committed, it believes in room and waits for the agent's lock.
    const second = db.transaction(async (tx) => {
      const session = await launchSession(tx, bob, request())
      await db.execute(sql`select 1 from agents where id = ${agent} for update nowait`)
      return session
    })
    await until('the second launch to wait', async () => {
      const [row] = await db.execute(sql`select count(*)::int as waiting from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`)
      return row?.waiting === 1
    })
    commit.resolve()
    await first
    expect((await second).failure).toEqual({
      kind: 'no place',
      agents: [{ agent: 'atlas', reason: { kind: 'cores', free: 0, of: 1, needed: 1 } }],
    })
  })

  test('a refused launch holds nothing and names every agent', async () => {
    const off = await addAgent(db, 'off')
    await setAgent(db, 'system', off, { enabled: false, coresOverride: 0, memoryOverride: 0 })
    const quiet = await addAgent(db, 'quiet')
    await db
      .update(agents)
      .set({ checkedInAt: sql`now() - interval '1 minute'` })
      .where(eq(agents.id, quiet))
    const session = await launch(alice)
    expect(session.state).toBe('failed')
    expect(session.failure).toEqual({
      kind: 'no place',
      agents: expect.arrayContaining([
        { agent: 'off', reason: { kind: 'disabled' } },
        { agent: 'quiet', reason: { kind: 'silent', seconds: 60 } },
      ]),
    })
    expect(await held()).toBe(0)
  })

  test('refuses a person at the limit of their groups, and says whose limit', async () => {
    await addAgent(db, 'atlas')
    await db.insert(groupSettings).values({ groupId: ALL_USERS, name: 'maxSessions', value: 2 })
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => launch(alice)))
    const refused = attempts.filter((attempt) => attempt.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(Conflict)
      expect(reason.message).toContain('2 sessions at a time, set by the group All Users')
    }
  })

  test('a workspace that no group of theirs shows does not exist for them', async () => {
    await db.delete(workspaceGroups)
    expect(launch(alice)).rejects.toBeInstanceOf(NotFound)
    const link = await addWorkspace(db, { kind: 'link', linkUrl: 'https://example.com' })
    expect(launch(alice, undefined, link)).rejects.toBeInstanceOf(NotFound)
  })
})

describe('a check-in', () => {
  test('moves a session to running, once, with an event for each step', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await report(session, { state: 'pulling', percent: 34 })
    expect((await findSession(db, alice, session.id)).percent).toBe(34)
    await report(session, { state: 'starting' })
    await report(session, { state: 'running', address })
    const running = await report(session, { state: 'running', address })
    expect([running.state, running.host, running.port]).toEqual(['running', '172.18.0.2', 5901])
    const events = await db.select().from(sessionEvents).orderBy(sessionEvents.id)
    expect(events.map((event) => event.event)).toEqual([
      'request',
      'place',
      'pull',
      'start',
      'ready',
    ])
  })

  test('a late report revives nothing', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await deleteSession(db, alice, session.id)
    expect((await report(session, { state: 'running', address })).state).toBe('deleting')
    expect((await report(session, { state: 'absent' })).state).toBe('deleted')
    expect((await report(session, { state: 'running', address })).state).toBe('deleted')
    expect(await held()).toBe(0)
  })

  test('a fact of an older generation, or of another agent, changes nothing', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    const other = await addAgent(db, 'boreas')
    await report(session, { state: 'running', address, generation: 0 })
    await recordCheckIn(db, other, checkIn([factOf(session, { state: 'running', address })]))
    expect((await findSession(db, 'system', session.id)).state).toBe('placing')
  })

  const ends: [string, Partial<SessionFact>, SessionState, object | null][] = [
    [
      'killed for memory',
      { outOfMemory: true, exitCode: 137 },
      'failed',
      { kind: 'out of memory' },
    ],
    ['ended with an error', { exitCode: 3 }, 'failed', { kind: 'exited', exitCode: 3 }],
    ['left from inside', { exitCode: 0 }, 'deleting', null],
  ]
  test.each(ends)('a container that was %s', async (_, changes, state, failure) => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await report(session, { state: 'running', address })
    const ended = await report(session, { state: 'exited', ...changes })
    expect(ended.state).toBe(state)
    if (failure) expect(ended.failure).toMatchObject(failure)
    else expect(ended.failure).toBeNull()
    expect(await held()).toBe(1) // until the agent confirms
    await report(session, { state: 'absent' })
    expect(await held()).toBe(0)
  })

  test.each(['image', 'container'] as const)(
    'says what failed, whatever was heard before: %s',
    async (failed) => {
      await addAgent(db, 'atlas')
      const early = await report(await launch(alice), { state: 'failed', failed, problem: 'no' })
      expect(early.failure).toMatchObject({ kind: failed, problem: 'no' })

      const late = await launch(alice)
      await report(late, { state: 'starting' })
      const ended = await report(late, { state: 'failed', failed, problem: 'no' })
      expect(ended.failure).toMatchObject({ kind: failed, problem: 'no' })
    },
  )

  test('a failed session that is put away holds its capacity until the agent confirms, no longer', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await report(session, { state: 'exited', exitCode: 3 })
    await deleteSession(db, alice, session.id)
    expect((await findSession(db, alice, session.id)).state).toBe('deleted')
    expect(await held()).toBe(1)
    await report(session, { state: 'absent' })
    expect(await held()).toBe(0)
  })

  test('a running container that is gone is said to be gone, never made anew', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await report(session, { state: 'running', address })
    const gone = await report(session, { state: 'absent' })
    expect([gone.state, gone.failure]).toEqual(['failed', { kind: 'vanished' }])
    expect(await held()).toBe(0)
  })
})

test('an agent that is switched off while a launch looks for room says that, not that it is full', async () => {
  const atlas = await addAgent(db, 'atlas')
  const launched = await db.transaction(async (tx) => {
    await tx.update(agents).set({ enabled: false }).where(eq(agents.id, atlas))
    const launching = launch(alice)
    await until('the launch to wait for the agent', async () => {
      const waiting = await tx.execute(sql`select 1 from pg_locks where not granted`)
      return waiting.length > 0
    })
    return { launching }
  })
  const { failure } = await launched.launching
  expect(failure).toEqual({
    kind: 'no place',
    agents: [{ agent: 'atlas', reason: { kind: 'disabled' } }],
  })
})

describe('what a person may see', () => {
  test('their own sessions and no others; an admin all', async () => {
    await addAgent(db, 'atlas')
    const carol = await addPerson(db, 'carol', true)
    const session = await launch(alice)
    await launch(bob)
    const page = { view: 'all', search: '' } as const
    expect((await listSessions(db, alice, page)).rows.map((row) => row.id)).toEqual([session.id])
    expect((await listSessions(db, carol, page)).rows).toHaveLength(2)
    expect((await listSessions(db, carol, { view: 'live', search: 'ALI' })).rows).toHaveLength(1)
    expect((await listSessions(db, carol, { view: 'live', search: '%' })).rows).toHaveLength(0)
    expect(await countSessions(db, carol)).toMatchObject({ live: 2, failed: 0, people: 2 })
    expect(findSession(db, bob, session.id)).rejects.toBeInstanceOf(NotFound)
    expect(deleteSession(db, bob, session.id)).rejects.toBeInstanceOf(NotFound)
    expect((await findSession(db, carol, session.id)).username).toBe('alice')
  })

  test('page by page, also where many began in one moment', async () => {
    await addAgent(db, 'atlas')
    for (let made = 0; made < 5; made++) await launch(alice)
    await db.update(sessions).set({ createdAt: new Date(0) })
    const newestFirst = (await db.select({ id: sessions.id }).from(sessions))
      .map(({ id }) => id)
      .sort()
      .reverse()
    const page = (cursor: Cursor) =>
      listSessions(db, alice, { view: 'all', search: '', ...cursor }, 2)
    const pages = [await page({})]
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await page(next))
    expect(pages.map(({ rows }) => rows.length)).toEqual([2, 2, 1])
    expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(newestFirst)
    const back = await page(pages[2]?.previous ?? {})
    expect(back.rows).toEqual(pages[1]?.rows ?? [])
    const gone = await page({ after: crypto.randomUUID() })
    expect(gone.rows).toEqual(pages[0]?.rows ?? [])
  })

  test('page by page in another order, forwards and back', async () => {
    await addAgent(db, 'atlas')
    const carol = await addPerson(db, 'Carol', true)
    for (const person of [bob, alice, carol, bob, alice]) await launch(person)
    const page = (by: 'person' | 'workspace', ascending: boolean, cursor: Cursor) =>
      listSessions(db, carol, { view: 'all', search: '', order: { by, ascending }, ...cursor }, 2)
    for (const ascending of [true, false]) {
      const pages = [await page('person', ascending, {})]
      for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
        pages.push(await page('person', ascending, next))
      }
      const names = pages.flatMap(({ rows }) => rows.map(({ username }) => username))
      const expected = ['alice', 'alice', 'bob', 'bob', 'Carol']
      expect(names).toEqual(ascending ? expected : expected.toReversed())
      const back = await page('person', ascending, pages[2]?.previous ?? {})
      expect(back.rows).toEqual(pages[1]?.rows ?? [])
    }
    const first = await page('workspace', true, {})
    const second = await page('workspace', true, first.next ?? {})
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(4)
  })

  test('deleting twice is deleting once', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    await Promise.all([1, 2, 3].map(() => deleteSession(db, alice, session.id)))
    const [events] = await db
      .select({ count: count() })
      .from(sessionEvents)
      .where(eq(sessionEvents.event, 'delete'))
    expect(events?.count).toBe(1)
  })
})

test('a proxy is told of running sessions whose owner is signed in and not disabled', async () => {
  await addAgent(db, 'atlas')
  const session = await launch(alice)
  await report(session, { state: 'running', address })
  expect(await routableSessions(db, Date.now())).toEqual([])
  const loginId = crypto.randomUUID()
  await db.execute(sql`insert into logins (id, user_id, token_hash, expires_at)
    values (${loginId}, ${alice.userId}, 'hash', now() + interval '1 hour')`)
  expect(await routableSessions(db, Date.now())).toMatchObject([
    { id: session.id, logins: [loginId] },
  ])
  await db.update(users).set({ disabled: true })
  expect(await routableSessions(db, Date.now())).toEqual([])
})
