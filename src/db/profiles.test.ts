import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import type { ProfileFact } from '../contract/checkin.ts'
import type { Person } from '../domain/access.ts'
import { Conflict, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addPerson, addWorkspace, checkIn } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import { recordCheckIn } from './check-in.ts'
import { deleteUser, forgetDeletedUsers } from './deleted-users.ts'
import type { Session } from './events.ts'
import { ProfileHeld } from './profile-lease.ts'
import { settleProfiles } from './profile-work.ts'
import {
  deleteProfile,
  listProfiles,
  profilesForAgent,
  resetProfile,
  restoreProfile,
} from './profiles.ts'
import { profileSnapshots, profiles, workspaces } from './schema.ts'
import { deleteSession, findSession, forceEnd } from './sessions.ts'
import { deleteWorkspace } from './workspaces.ts'

const database = await testDatabase()
const { db } = database
const { anew, launch, report } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let bob: Person
let atlas: string
let workspace: string

beforeEach(async () => {
  const people = await anew()
  alice = people.alice
  bob = people.bob
  atlas = await addAgent(db, 'atlas')
  workspace = await addWorkspace(db, { profile: 'volume', profileSnapshots: 2 })
})

const open = (person = alice) => launch(person, crypto.randomUUID(), workspace)

async function run(person = alice): Promise<Session> {
  return report(await open(person), { state: 'running', address })
}

/** Its agent confirms the end. */
async function end(session: Session) {
  await deleteSession(db, 'system', session.id)
  await report(session, { state: 'absent' })
}

async function profileOf(person: Person) {
  const [profile] = await listProfiles(db, 'system', { userId: person.userId })
  if (!profile) throw new Error('no profile')
  return profile
}

/** Its agent does whatever it is asked to. */
async function work(more: Partial<ProfileFact> = {}) {
  const asked = await profilesForAgent(db, atlas)
  const done = asked.flatMap(({ profile, keep }) => {
    if (profile.workId === null) return []
    const archives = keep.map((id) => ({ id, size: 10 }))
    return [{ profile: profile.id, done: profile.workId, size: 100, archives, ...more }]
  })
  await recordCheckIn(db, atlas, { ...checkIn([]), profiles: done })
  return asked.map(({ profile }) => profile.work)
}

describe('a profile', () => {
  test('is one session’s at a time, and its person’s alone', async () => {
    const first = await run()
    const held = open()
    await expect(held).rejects.toThrow(ProfileHeld)
    await held.catch((error) => expect(error.hold).toEqual({ session: first.id }))
    expect((await open(bob)).state).toBe('placing')
    expect((await profileOf(alice)).heldBy).toBe(first.id)
    expect((await profileOf(bob)).id).not.toBe((await profileOf(alice)).id)
  })

  test('is won by one of two launches at once', async () => {
    const results = await Promise.allSettled([open(), open()])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is saved after a session that ran, and had again after that', async () => {
    const first = await run()
    await deleteSession(db, alice, first.id)
    await expect(open()).rejects.toThrow(ProfileHeld)
    await report(first, { state: 'absent' })
    expect((await profileOf(alice)).work).toBe('snapshot')
    await expect(open()).rejects.toThrow(ProfileHeld)
    expect(await work()).toEqual(['snapshot'])
    const saved = await profileOf(alice)
    expect(saved).toMatchObject({ work: null, size: 100 })
    expect(saved.snapshots).toHaveLength(1)
    expect((await open()).profileId).toBe(saved.id)
  })

  test('keeps as many snapshots as the workspace says', async () => {
    for (let i = 0; i < 4; i++) {
      await end(await run())
      await work()
    }
    expect((await profileOf(alice)).snapshots).toHaveLength(2)
  })

  test('gets no snapshot of a session that never ran', async () => {
    await end(await open())
    expect(await work()).toEqual(['measure'])
    expect((await profileOf(alice)).snapshots).toEqual([])
  })

  test('is free again when the end of its session was forced', async () => {
    const first = await run()
    await forceEnd(db, 'system', first.id)
    await settleProfiles(db)
    expect(await work()).toEqual(['snapshot'])
    expect((await open()).state).toBe('placing')
  })

  test('of a volume is only had where it is', async () => {
    await end(await run())
    await work()
    await addAgent(db, 'zeta', 100, 1000)
    expect((await open()).agentId).toBe(atlas)
  })

  test('says why no other host will do', async () => {
    await end(await run())
    await work()
    await addAgent(db, 'zeta')
    await recordCheckIn(db, atlas, checkIn([], { cores: 0.5 }))
    const refused = await open()
    expect(refused.state).toBe('failed')
    const agents = refused.failure?.kind === 'no place' ? refused.failure.agents : []
    expect(agents).toContainEqual({ agent: 'zeta', reason: { kind: 'profile' } })
    expect((await profileOf(alice)).heldBy).toBeUndefined()
  })
})

describe('work on a profile', () => {
  test('is for its person and for admins, and only while nobody has it', async () => {
    const session = await run()
    const { id } = await profileOf(alice)
    await expect(resetProfile(db, alice, id)).rejects.toThrow(Conflict)
    await end(session)
    await work()
    await expect(resetProfile(db, bob, id)).rejects.toThrow(NotFound)
    await resetProfile(db, alice, id)
    await expect(resetProfile(db, alice, id)).rejects.toThrow(Conflict)
    await expect(open()).rejects.toThrow(ProfileHeld)
    expect(await work({ size: 0 })).toEqual(['reset'])
    expect(await profileOf(alice)).toMatchObject({ size: 0, work: null })
  })

  test('restores a snapshot of this profile and of no other', async () => {
    for (const person of [alice, bob]) {
      await end(await run(person))
      await work()
    }
    const [mine, theirs] = [await profileOf(alice), await profileOf(bob)]
    const [foreign, own] = [theirs.snapshots[0]?.id ?? '', mine.snapshots[0]?.id ?? '']
    await expect(restoreProfile(db, alice, mine.id, foreign)).rejects.toThrow(NotFound)
    await restoreProfile(db, alice, mine.id, own)
    const [goal] = await profilesForAgent(db, atlas)
    expect(goal?.profile).toMatchObject({ work: 'restore', workSnapshotId: own })
    await work()
    expect((await profileOf(alice)).work).toBeNull()
  })

  test('that fails says why; a report of older work ends none', async () => {
    await end(await run())
    const { id } = await profileOf(alice)
    const told = { profile: id, problem: 'no space left on device' }
    await recordCheckIn(db, atlas, { ...checkIn([]), profiles: [told] })
    await recordCheckIn(db, atlas, {
      ...checkIn([]),
      profiles: [{ ...told, done: crypto.randomUUID() }],
    })
    expect(await profileOf(alice)).toMatchObject({ work: 'snapshot', trouble: told.problem })
  })
})

describe('the end of a profile', () => {
  test('comes with its person, who stays until the agent has done it', async () => {
    await addPerson(db, 'root', true)
    const session = await run()
    await deleteUser(db, 'system', alice.userId)
    await report(session, { state: 'absent' })
    await settleProfiles(db)
    await forgetDeletedUsers(db)
    expect((await profileOf(alice)).work).toBe('delete')
    expect(await work()).toEqual(['delete'])
    await forgetDeletedUsers(db)
    expect(await db.select().from(profiles)).toEqual([])
    expect(await db.select().from(profileSnapshots)).toEqual([])
  })

  test('comes with its workspace, after its sessions', async () => {
    const session = await run()
    await deleteWorkspace(db, 'system', workspace)
    expect((await profileOf(alice)).work).toBeNull()
    await report(session, { state: 'absent' })
    await settleProfiles(db)
    expect(await work()).toEqual(['delete'])
    expect(await db.select().from(profiles)).toEqual([])
  })

  test('can be asked for alone', async () => {
    await end(await run())
    await work()
    const { id } = await profileOf(alice)
    await deleteProfile(db, 'system', id)
    await work()
    await expect(findSession(db, 'system', id)).rejects.toThrow(NotFound)
    expect(await db.select().from(profiles).where(eq(profiles.id, id))).toEqual([])
  })
})

test('an environment that differs from person to person is filled at launch', async () => {
  await db
    .update(workspaces)
    .set({ environment: { WHO: '{username}/{user_id}', SAME: 'x' }, profile: 'off' })
    .where(eq(workspaces.id, workspace))
  expect((await open()).environment).toEqual({ WHO: `alice/${alice.userId}`, SAME: 'x' })
})
