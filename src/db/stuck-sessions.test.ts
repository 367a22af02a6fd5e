import { beforeEach, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { allows, SESSION_STATES } from '../domain/session.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addPerson, checkIn } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import { recordCheckIn } from './check-in.ts'
import { sessions } from './schema.ts'
import { deleteSession, findSession, forceEnd } from './sessions.ts'
import { routableSessions, sessionsForAgent } from './snapshots.ts'
import { endOverdue } from './sweep.ts'

const { db } = await testDatabase()
const { anew, launch, report, held } = sessionFixtures(db)
let alice: Person
let bob: Person

beforeEach(async () => {
  ;({ alice, bob } = await anew())
})

describe('what is in the way', () => {
  test('is on the row while it lasts, and is forgotten with the state', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    const slow = { state: 'starting', problem: 'Its desktop is silent.' } as const
    expect((await report(session, slow)).trouble).toBe('Its desktop is silent.')
    expect((await report(session, { state: 'starting' })).trouble).toBe('')
    await report(session, slow)
    await deleteSession(db, alice, session.id)
    expect((await findSession(db, alice, session.id)).trouble).toBe('')
    const stuck = { state: 'exited', problem: 'The device is busy.' } as const
    const ending = await report(session, stuck)
    expect([ending.state, ending.trouble]).toEqual(['deleting', 'The device is busy.'])
    const gone = await report(session, { state: 'absent' })
    expect([gone.state, gone.trouble]).toEqual(['deleted', ''])
  })

  test('is no missing image: a pull has its own time, even where a start was reported first', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    const starting = await report(session, { state: 'starting' })
    const pulling = await report(session, { state: 'pulling', percent: 10 })
    expect([starting.state, pulling.state, pulling.percent]).toEqual(['starting', 'pulling', 10])
    expect(pulling.deadlineAt?.getTime()).toBeGreaterThan(Date.now() + 600_000)
    expect((await report(session, { state: 'starting' })).state).toBe('starting')
  })

  test('is part of why a launch was given up; the trouble of its host is, where there is no other', async () => {
    const agent = await addAgent(db, 'atlas')
    const [silent, unlucky] = [await launch(alice), await launch(alice)]
    await report(silent, { state: 'starting', problem: 'Its desktop is silent.' })
    const { docker } = checkIn([]).host
    const host = { docker: { ...docker, problem: 'Docker is stuck.' }, cores: 10 }
    await recordCheckIn(db, agent, checkIn([], host))
    await db.update(sessions).set({ deadlineAt: sql`now() - interval '1 second'` })
    await endOverdue(db, new Date())
    const failures = await Promise.all(
      [silent, unlucky].map(async ({ id }) => (await findSession(db, alice, id)).failure),
    )
    expect(failures).toEqual([
      { kind: 'deadline', state: 'starting', seconds: 60, problem: 'Its desktop is silent.' },
      { kind: 'deadline', state: 'placing', seconds: 60, problem: 'Docker is stuck.' },
    ])
  })
})

describe('a forced end', () => {
  const states = SESSION_STATES.filter((state) => allows('force', state))

  test.each(states)('of a session that is %s is done at once and holds nothing', async (state) => {
    const agent = await addAgent(db, 'atlas')
    const admin = await addPerson(db, 'root', true)
    const session = await launch(alice)
    await db.update(sessions).set({ state, host: '172.18.0.2', port: 5901 })
    await forceEnd(db, admin, session.id)
    await forceEnd(db, admin, session.id)
    const ended = await findSession(db, alice, session.id)
    expect([ended.state, ended.deadlineAt]).toEqual(['deleted', null])
    expect(await held()).toBe(0)
    // Nothing wants it: the agent removes what it has of it.
    expect(await sessionsForAgent(db, agent)).toEqual([])
    expect(await routableSessions(db, Date.now())).toEqual([])
    await report(session, { state: 'running', address })
    expect((await findSession(db, alice, session.id)).state).toBe('deleted')
  })

  test('frees what a failed session that was put away still holds', async () => {
    await addAgent(db, 'atlas')
    const admin = await addPerson(db, 'root', true)
    const session = await launch(alice)
    await report(session, { state: 'failed', problem: 'no', failed: 'container' })
    await deleteSession(db, alice, session.id)
    expect(await held()).toBe(1)
    await forceEnd(db, admin, session.id)
    expect(await held()).toBe(0)
  })

  test('is for admins: the capacity of a host is not its sessions owner’s to give away', async () => {
    await addAgent(db, 'atlas')
    const session = await launch(alice)
    for (const person of [alice, bob]) {
      await expect(forceEnd(db, person, session.id)).rejects.toBeInstanceOf(Forbidden)
    }
    expect((await findSession(db, alice, session.id)).state).toBe('placing')
    const admin = await addPerson(db, 'root', true)
    await expect(forceEnd(db, admin, crypto.randomUUID())).rejects.toBeInstanceOf(NotFound)
  })
})
