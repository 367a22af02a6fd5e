import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { Conflict, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, checkIn } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import { recordCheckIn } from './check-in.ts'
import { applyEvent, type Session } from './events.ts'
import { agents, sessions } from './schema.ts'
import { pauseSession, resumeSession, startSession, stopSession } from './session-life.ts'
import { deleteSession, findSession, listEvents } from './sessions.ts'
import { routableSessions, sessionsForAgent } from './snapshots.ts'
import { endOverdue, loseSilent } from './sweep.ts'

const database = await testDatabase()
const { db } = database
afterAll(() => database[Symbol.asyncDispose]())
const { anew, launch, report, held } = sessionFixtures(db)

let alice: Person
let bob: Person
beforeEach(async () => {
  ;({ alice, bob } = await anew())
})

const look = (session: Session) => findSession(db, 'system', session.id)
const start = (session: Session) => startSession(db, alice, session.id, Date.now())

async function running(person = alice): Promise<Session> {
  return report(await launch(person), { state: 'running', address })
}

async function stopped(): Promise<Session> {
  const session = await running()
  await stopSession(db, alice, session.id)
  return report(await look(session), { state: 'stopped' })
}

/** An agent with room for one session, whatever it reports. */
async function smallAgent(): Promise<string> {
  const id = await addAgent(db, 'atlas')
  await db.update(agents).set({ coresOverride: 1 }).where(eq(agents.id, id))
  return id
}

const silence = () =>
  db.update(agents).set({ checkedInAt: sql`clock_timestamp() - interval '1 minute'` })
const pastDeadline = (session: Session) =>
  db
    .update(sessions)
    .set({ deadlineAt: sql`clock_timestamp() - interval '1 second'` })
    .where(eq(sessions.id, session.id))

describe('a pause', () => {
  test('keeps what the session holds, has no route, and is undone at once', async () => {
    await addAgent(db, 'atlas')
    const session = await running()
    await pauseSession(db, alice, session.id)
    await pauseSession(db, alice, session.id)
    expect((await look(session)).state).toBe('paused')
    expect(await held()).toBe(1)
    expect(await routableSessions(db, Date.now())).toEqual([])
    const [goal] = await sessionsForAgent(db, session.agentId ?? '')
    expect(goal).toMatchObject({ wanted: true, session: { turn: 1 } })
    await resumeSession(db, alice, session.id)
    await resumeSession(db, alice, session.id)
    expect(await look(session)).toMatchObject({ state: 'running', turn: 2, host: address.host })
  })

  test('is for a session that runs, and for its owner', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    expect(pauseSession(db, alice, session.id)).rejects.toBeInstanceOf(Conflict)
    expect(pauseSession(db, bob, session.id)).rejects.toBeInstanceOf(NotFound)
    expect(resumeSession(db, alice, session.id)).rejects.toBeInstanceOf(Conflict)
    expect((await look(session)).state).toBe('placing')
  })

  test('is refused by name where the agent cannot do it', async () => {
    const agent = await addAgent(db, 'atlas')
    const session = await running()
    const { host } = checkIn([])
    const { holds, ...older } = host
    await db.update(agents).set({ facts: older }).where(eq(agents.id, agent))
    expect(pauseSession(db, alice, session.id)).rejects.toThrow('atlas runs an older version')
    expect(stopSession(db, alice, session.id)).rejects.toThrow('atlas runs an older version')
    expect((await look(session)).state).toBe('running')
  })

  test('outlasts a silent agent, and is a stop where its machine went down', async () => {
    await addAgent(db, 'atlas')
    const session = await running()
    await pauseSession(db, alice, session.id)
    await silence()
    await loseSilent(db, new Date())
    expect((await look(session)).state).toBe('paused')
    const after = await report(await look(session), { state: 'stopped' })
    expect(after).toMatchObject({ state: 'stopped', failure: { kind: 'cut off' } })
    expect(await held()).toBe(0)
  })

  test('ends with the session where that ended by itself, or is gone', async () => {
    await addAgent(db, 'atlas')
    const ends = [
      [{ state: 'exited', exitCode: 0 }, 'deleting'],
      [{ state: 'exited', exitCode: 1 }, 'failed'],
      [{ state: 'absent' }, 'failed'],
    ] as const
    for (const [fact, state] of ends) {
      const session = await running()
      await pauseSession(db, alice, session.id)
      expect((await report(await look(session), fact)).state).toBe(state)
    }
  })
})

describe('a stop', () => {
  test('frees what the session holds when its agent says so, and keeps it', async () => {
    await addAgent(db, 'atlas')
    const session = await running()
    await stopSession(db, alice, session.id)
    await stopSession(db, alice, session.id)
    expect((await look(session)).state).toBe('stopping')
    expect(await held()).toBe(1)
    await report(await look(session), { state: 'stopped' })
    await stopSession(db, alice, session.id)
    expect(await look(session)).toMatchObject({ state: 'stopped', releasedAt: null, failure: null })
    expect(await held()).toBe(0)
    expect(await sessionsForAgent(db, session.agentId ?? '')).toMatchObject([{ wanted: true }])
  })

  test('is taken as done where its agent stays silent, not where it only takes long', async () => {
    await addAgent(db, 'atlas')
    const session = await running()
    await stopSession(db, alice, session.id)
    await pastDeadline(session)
    await endOverdue(db, new Date())
    expect((await look(session)).state).toBe('stopping')
    await silence()
    await endOverdue(db, new Date())
    expect((await look(session)).state).toBe('stopped')
  })

  test('is followed by the end like any other state', async () => {
    await addAgent(db, 'atlas')
    const session = await stopped()
    await deleteSession(db, alice, session.id)
    expect((await look(session)).state).toBe('deleting')
    expect((await report(await look(session), { state: 'absent' })).state).toBe('deleted')
  })

  test('of which nothing is left is a failure', async () => {
    await addAgent(db, 'atlas')
    const session = await stopped()
    const after = await report(session, { state: 'absent' })
    expect(after).toMatchObject({ state: 'failed', failure: { kind: 'vanished' } })
    expect(after.releasedAt).not.toBeNull()
  })
})

describe('a start', () => {
  test('holds capacity again, and runs when the desktop answers, where it answers then', async () => {
    await addAgent(db, 'atlas')
    const session = await stopped()
    await start(session)
    await start(session)
    expect((await look(session)).state).toBe('restarting')
    expect(await held()).toBe(1)
    const moved = { host: '172.18.0.9', port: 5901 }
    const after = await report(await look(session), { state: 'running', address: moved })
    expect(after).toMatchObject({ state: 'running', ...moved })
    await start(session)
    const events = (await listEvents(db, alice, session.id)).map(({ event }) => event.event)
    expect(events.slice(0, 4)).toEqual(['ready', 'restart', 'halt', 'stop'])
  })

  const refusals: [string, (agent: string) => Promise<unknown>, object][] = [
    ['is full', () => launch(bob), { kind: 'cores', free: 0, of: 1, needed: 1 }],
    ['is silent', silence, { kind: 'silent' }],
    [
      'takes no sessions',
      (id) => db.update(agents).set({ enabled: false }).where(eq(agents.id, id)),
      { kind: 'disabled' },
    ],
  ]
  test.each(refusals)(
    'is refused where its own agent %s, though another has room',
    async (_, spoil, reason) => {
      const agent = await smallAgent()
      const session = await stopped()
      await spoil(agent)
      await addAgent(db, 'borealis')
      await start(session)
      const after = await look(session)
      expect(after).toMatchObject({
        state: 'stopped',
        agentId: agent,
        releasedAt: null,
        failure: {
          kind: 'no place',
          agents: [{ agent: 'atlas', reason: expect.objectContaining(reason) }],
        },
      })
    },
  )

  test('is won once by two of them for the last room', async () => {
    await smallAgent()
    const first = await stopped()
    const second = await stopped()
    await Promise.all([start(first), start(second)])
    const states = [(await look(first)).state, (await look(second)).state]
    expect(states.sort()).toEqual(['restarting', 'stopped'])
    expect(await held()).toBe(1)
  })

  test.each([
    [{ state: 'failed', failed: 'container', problem: 'No room.' }, 'container'],
    [{ state: 'exited', exitCode: 1 }, 'exited'],
  ] as const)('that fails (%p) leaves it stopped, with the reason', async (fact, kind) => {
    await addAgent(db, 'atlas')
    const session = await stopped()
    await start(session)
    const after = await report(await look(session), fact)
    expect(after).toMatchObject({ state: 'stopped', failure: { kind } })
    expect(await held()).toBe(0)
    await start(session)
    expect(await look(session)).toMatchObject({ state: 'restarting', failure: null })
  })

  test('that lasts too long leaves it stopped, also where its agent is silent', async () => {
    await addAgent(db, 'atlas')
    const session = await stopped()
    await start(session)
    await silence()
    await loseSilent(db, new Date())
    await pastDeadline(session)
    await endOverdue(db, new Date())
    const failure = { kind: 'deadline', state: 'restarting' }
    expect(await look(session)).toMatchObject({ state: 'stopped', failure })
  })
})

test('facts of an earlier turn change nothing; those of an agent that knows no turns do', async () => {
  await addAgent(db, 'atlas')
  const session = await stopped()
  await start(session)
  await report(session, { state: 'stopped' })
  expect((await look(session)).state).toBe('restarting')
  const { id, generation } = session
  const fact = { session: id, generation, state: 'running', address } as const
  await recordCheckIn(db, session.agentId ?? '', checkIn([fact]))
  expect((await look(session)).state).toBe('running')
})

test('a report that it runs revives neither a paused session nor one that is stopping', async () => {
  await addAgent(db, 'atlas')
  const session = await running()
  await pauseSession(db, alice, session.id)
  expect((await report(await look(session), { state: 'running', address })).state).toBe('paused')
  await stopSession(db, alice, session.id)
  expect((await report(await look(session), { state: 'running', address })).state).toBe('stopping')
  expect(await applyEvent(db, 'system', session.id, 'ready')).toBeUndefined()
})
