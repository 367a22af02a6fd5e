import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import { ALL_USERS, type Person } from '../domain/access.ts'
import { END_ACTIONS, type EndAction, type GroupSetting } from '../domain/limits.ts'
import { Conflict, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addPerson, addWorkspace } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import type { Session } from './events.ts'
import { endExpired, endIdle, recordActivity } from './expiry.ts'
import { groupMembers, groupSettings, groups, sessions } from './schema.ts'
import {
  extendSession,
  pauseSession,
  resumeSession,
  startSession,
  stopSession,
} from './session-life.ts'
import { findSession } from './sessions.ts'

const database = await testDatabase()
const { db } = database
afterAll(() => database[Symbol.asyncDispose]())
const { anew, launch, report, held } = sessionFixtures(db)

let alice: Person
let bob: Person
beforeEach(async () => {
  ;({ alice, bob } = await anew())
  await addAgent(db, 'atlas')
})

async function allow(settings: Partial<Record<GroupSetting, number>>) {
  for (const [name, value] of Object.entries(settings)) {
    await db
      .insert(groupSettings)
      .values({ groupId: ALL_USERS, name, value })
      .onConflictDoUpdate({
        target: [groupSettings.groupId, groupSettings.name],
        set: { value },
      })
  }
}

const look = ({ id }: Session) => findSession(db, 'system', id)
const place = (action: EndAction) => END_ACTIONS.indexOf(action)

async function running(person = alice): Promise<Session> {
  return report(await launch(person), { state: 'running', address })
}

/** As if it had begun, and been used, so many minutes ago. */
async function age({ id }: Session, minutes: number) {
  const before = sql`make_interval(mins => ${minutes})`
  await db
    .update(sessions)
    .set({
      expiresAt: sql`${sessions.expiresAt} - ${before}`,
      activeAt: sql`${sessions.activeAt} - ${before}`,
    })
    .where(eq(sessions.id, id))
}

const minutesLeft = async (session: Session) => {
  const { expiresAt } = await look(session)
  return expiresAt && Math.round((expiresAt.getTime() - Date.now()) / 60_000)
}

describe('a session whose time is up', () => {
  const ends = [
    ['delete', 'deleting', 1],
    ['stop', 'stopping', 1],
    ['pause', 'paused', 1],
  ] as const
  test.each(ends)('meets what its group chose: %s', async (action, state, holds) => {
    await allow({ sessionMinutes: 30, sessionEnd: place(action) })
    const session = await running()
    await endExpired(db, new Date())
    expect((await look(session)).state).toBe('running')
    await age(session, 31)
    await endExpired(db, new Date())
    expect((await look(session)).state).toBe(state)
    expect(await held()).toBe(holds)
    await endExpired(db, new Date())
    expect((await look(session)).state).toBe(state)
  })

  test('and is paused says why, and has its time again when it goes on', async () => {
    await allow({ sessionMinutes: 30, sessionEnd: place('pause') })
    const session = await running()
    await age(session, 31)
    await endExpired(db, new Date())
    expect((await look(session)).failure).toEqual({ kind: 'time up', minutes: 30 })
    await resumeSession(db, alice, session.id)
    expect(await look(session)).toMatchObject({ state: 'running', failure: null })
    expect(await minutesLeft(session)).toBe(30)
  })

  test('and is stopped says why, and has its time again when it is started', async () => {
    await allow({ sessionMinutes: 30, sessionEnd: place('stop') })
    const session = await running()
    await pauseSession(db, alice, session.id)
    await age(session, 31)
    await endExpired(db, new Date())
    const after = await report(await look(session), { state: 'stopped' })
    expect(after).toMatchObject({ state: 'stopped', failure: { kind: 'time up' }, expiresAt: null })
    await startSession(db, alice, session.id, Date.now())
    expect(await minutesLeft(session)).toBe(30)
  })

  test('and is to be deleted is so, whatever was done with it meanwhile', async () => {
    await allow({ sessionMinutes: 30 })
    const session = await running()
    await age(session, 20)
    await stopSession(db, alice, session.id)
    await report(await look(session), { state: 'stopped' })
    await startSession(db, alice, session.id, Date.now())
    expect(await minutesLeft(session)).toBe(10)
    await stopSession(db, alice, session.id)
    await age(session, 11)
    await endExpired(db, new Date())
    expect((await look(session)).state).toBe('deleting')
  })

  test('and that was stopped by hand stays so', async () => {
    await allow({ sessionMinutes: 30, sessionEnd: place('pause') })
    const session = await running()
    await stopSession(db, alice, session.id)
    await report(await look(session), { state: 'stopped' })
    await age(session, 31)
    await endExpired(db, new Date())
    expect(await look(session)).toMatchObject({ state: 'stopped', expiresAt: null, failure: null })
  })
})

describe('an extension', () => {
  test('moves the end by an hour, as often as the group allows', async () => {
    await allow({ sessionMinutes: 30, extensions: 2 })
    const session = await running()
    for (const minutes of [90, 150]) {
      await extendSession(db, alice, session.id, undefined)
      expect(await minutesLeft(session)).toBe(minutes)
    }
    expect(extendSession(db, alice, session.id, undefined)).rejects.toThrow('2 times')
    const admin = await addPerson(db, 'root', true)
    await extendSession(db, admin, session.id, undefined)
    expect(await minutesLeft(session)).toBe(210)
  })

  test('pressed twice moves the end that was seen once', async () => {
    await allow({ sessionMinutes: 30, extensions: 9 })
    const session = await running()
    const seen = session.expiresAt?.getTime()
    const press = () => extendSession(db, alice, session.id, seen)
    await Promise.all([press(), press()])
    expect(await minutesLeft(session)).toBe(90)
  })

  test('is refused where it is not allowed, not theirs, or there is no limit', async () => {
    const endless = await running()
    expect(extendSession(db, alice, endless.id, undefined)).rejects.toThrow('no time limit')
    await allow({ sessionMinutes: 30 })
    const session = await running()
    expect(extendSession(db, alice, session.id, undefined)).rejects.toBeInstanceOf(Conflict)
    expect(extendSession(db, bob, session.id, undefined)).rejects.toBeInstanceOf(NotFound)
    expect(await minutesLeft(session)).toBe(30)
  })
})

describe('a session that nobody uses', () => {
  const ends = [
    ['delete', 'deleting'],
    ['stop', 'stopping'],
    ['pause', 'paused'],
  ] as const
  test.each(ends)('meets what its group chose: %s', async (action, state) => {
    await allow({ idleMinutes: 10, idleEnd: place(action) })
    const session = await running()
    await endIdle(db, new Date())
    expect((await look(session)).state).toBe('running')
    await age(session, 11)
    await endIdle(db, new Date())
    expect((await look(session)).state).toBe(state)
  })

  test('lives on with every input, and is idle anew after it was resumed', async () => {
    await allow({ idleMinutes: 10 })
    const session = await running()
    await age(session, 11)
    await recordActivity(db, [session.id, crypto.randomUUID()])
    await endIdle(db, new Date())
    expect((await look(session)).state).toBe('running')
    await age(session, 11)
    await endIdle(db, new Date())
    expect((await look(session)).failure).toEqual({ kind: 'idle', minutes: 10 })
    await resumeSession(db, alice, session.id)
    await endIdle(db, new Date())
    expect(await look(session)).toMatchObject({ state: 'running', failure: null })
  })

  test('meets what the first of its owner’s groups says, not what another would', async () => {
    await allow({ idleMinutes: 10 })
    const [patient] = await db.insert(groups).values({ name: 'Patient', priority: 5 }).returning()
    const groupId = patient?.id ?? ''
    await db.insert(groupMembers).values({ groupId, userId: alice.userId })
    await db.insert(groupSettings).values({ groupId, name: 'idleMinutes', value: 0 })
    const [own, other] = [await running(alice), await running(bob)]
    await age(own, 11)
    await age(other, 11)
    await endIdle(db, new Date())
    expect([(await look(own)).state, (await look(other)).state]).toEqual(['running', 'paused'])
  })

  test('is left alone where its owner has no such limit, and while it does not run', async () => {
    const session = await running()
    await age(session, 11)
    await endIdle(db, new Date())
    expect((await look(session)).state).toBe('running')
    await allow({ idleMinutes: 10 })
    await pauseSession(db, alice, session.id)
    await age(session, 11)
    await recordActivity(db, [session.id])
    await endIdle(db, new Date())
    expect(await look(session)).toMatchObject({ state: 'paused', failure: null })
  })
})

describe('a workspace with a limit of its own', () => {
  const begin = (person: Person, workspace: string) =>
    launch(person, crypto.randomUUID(), workspace)

  test('opens so many sessions to one person, and no more', async () => {
    const workspace = await addWorkspace(db, { name: 'Lab', maxPerUser: 1 })
    await begin(alice, workspace)
    expect(begin(alice, workspace)).rejects.toThrow('1 session of Lab')
    await begin(bob, workspace)
  })

  test('opens so many in all, also to those who press together; stopped ones count', async () => {
    const workspace = await addWorkspace(db, { name: 'Lab', maxSessions: 2 })
    const first = await report(await begin(alice, workspace), { state: 'running', address })
    await stopSession(db, alice, first.id)
    const presses = await Promise.allSettled([begin(alice, workspace), begin(bob, workspace)])
    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [refused] = presses.filter((one) => one.status === 'rejected')
    expect(String(refused?.reason)).toContain('Lab is for 2 sessions at a time')
  })
})
