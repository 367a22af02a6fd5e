import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { recordCheckIn } from '../../db/check-in.ts'
import { profilesForAgent } from '../../db/profiles.ts'
import { profileSnapshots, profiles, sessions } from '../../db/schema.ts'
import { addAgent, addWorkspace, checkIn } from '../../testing/fixtures.ts'
import { type Browser, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
afterAll(() => manager[Symbol.asyncDispose]())

const NAME = '<img src=x onerror=alert(1)> \u202e'
const MIB = 1024 ** 2
const agent = await addAgent(db, 'atlas', 1000, 4000)
const workspace = await addWorkspace(db, {
  name: NAME,
  profile: 'volume',
  profileQuota: 1000 * MIB,
})
const admin = await manager.signIn('admin')
const guest = manager.visit()
let owner: Browser
let stranger: Browser
let userId: string
let profile: string

beforeEach(async () => {
  const [name, other] = [crypto.randomUUID(), crypto.randomUUID()]
  userId = await manager.addUser(name)
  owner = await manager.signIn(name)
  await manager.addUser(other)
  stranger = await manager.signIn(other)
  await launch()
  const [row] = await db.select().from(profiles).where(eq(profiles.userId, userId))
  profile = row?.id ?? ''
})

function launch(fields: Record<string, string> = {}) {
  return owner.post(`/workspaces/${workspace}/launch`, { key: crypto.randomUUID(), ...fields })
}

/** Its session is over, and the agent has done what was due. */
async function rest(size = 950 * MIB) {
  await db.update(sessions).set({ state: 'deleted', releasedAt: new Date() })
  await db.update(profiles).set({ usedBy: null, size }).where(eq(profiles.id, profile))
}

async function snapshot(): Promise<string> {
  const id = crypto.randomUUID()
  await db.insert(profileSnapshots).values({ id, profileId: profile, agentId: agent, size: MIB })
  return id
}

async function workOf(id: string) {
  const [row] = await db.select().from(profiles).where(eq(profiles.id, id))
  return row?.work
}

describe('a second launch', () => {
  test('is refused with a clear choice, and goes without the profile where that is chosen', async () => {
    const [holder] = await db.select().from(sessions).where(eq(sessions.profileId, profile))
    const answer = await launch({ url: 'https://example.org/' })
    const page = await answer.text()
    expect(page).toContain(`href="../../sessions/${holder?.id}"`)
    expect(page).toContain('Start without the profile')
    expect(page).toContain('value="https://example.org/"')
    expect(page).not.toContain('<img src=x')
    expect(answer.status).toBe(409)

    expect((await launch({ profile: 'none' })).status).toBe(303)
    const held = await db.select().from(sessions).where(eq(sessions.profileId, profile))
    expect(held.map(({ id }) => id)).toEqual([holder?.id ?? ''])
  })

  test('says that the profile is worked on', async () => {
    await rest()
    await owner.post(`/profiles/${profile}/reset`)
    const answer = await launch()
    expect(await answer.text()).toContain('Try again')
    expect(answer.status).toBe(409)
  })
})

describe('/profiles', () => {
  test('shows a person theirs alone, with what it holds and how full it is', async () => {
    await rest()
    await snapshot()
    const page = await (await owner.get('/profiles')).text()
    expect(page).toContain('950 MiB of 1000 MiB')
    expect(page).toContain('Nearly full')
    expect(page).toContain('All of its 950 MiB of files and settings are lost. 1 snapshot')
    expect(page).not.toContain('<img src=x')
    for (const other of [stranger, admin]) {
      expect(await (await other.get('/profiles')).text()).not.toContain(profile)
    }
    expect((await guest.get('/profiles', { accept: 'application/json' })).status).toBe(401)
  })

  test.each(['reset', 'restore'])(
    '%s is for the owner, and not while a session has it',
    async (what) => {
      const body = { snapshot: await snapshot() }
      const path = `/profiles/${profile}/${what}`
      expect((await owner.post(path, body)).status).toBe(409)
      await rest()
      for (const [other, status] of [
        [stranger, 404],
        [admin, 404],
        [guest, 401],
      ] as const) {
        const json = { accept: 'application/json' }
        expect((await other.post(path, body, json)).status).toBe(status)
      }
      expect(await workOf(profile)).toBeNull()
      const answer = await owner.post(path, body)
      expect(answer.headers.get('location')).toContain('profiles?asked')
      expect(await workOf(profile)).toBe(what === 'reset' ? 'reset' : 'restore')
      const asked = await profilesForAgent(db, agent)
      expect(asked.map((one) => one.profile.id)).toContain(profile)
    },
  )

  test('restores no snapshot of another, and none that is no id', async () => {
    await rest()
    for (const id of [crypto.randomUUID(), 'x', '']) {
      expect((await owner.post(`/profiles/${profile}/restore`, { snapshot: id })).status).toBe(404)
    }
    expect(await workOf(profile)).toBeNull()
  })
})

describe('/admin/profiles', () => {
  test.each(['reset', 'restore', 'delete'])('%s is for admins alone', async (what) => {
    const body = { snapshot: await snapshot() }
    await rest()
    const path = `/admin/profiles/${profile}/${what}`
    for (const [other, status] of [
      [owner, 403],
      [guest, 401],
    ] as const) {
      const json = { accept: 'application/json' }
      expect((await other.post(path, body, json)).status).toBe(status)
    }
    expect(await workOf(profile)).toBeNull()
    expect((await admin.post(path, body)).status).toBe(303)
    expect(String(await workOf(profile))).toBe(what)
  })

  test('lists them with their person and with their workspace, names as text', async () => {
    await rest(5 * MIB)
    for (const path of [`/admin/users/${userId}`, `/admin/workspaces/${workspace}`]) {
      const page = await (await admin.get(path)).text()
      expect(page).toContain(`/profiles/${profile}/reset`)
      expect(page).toContain('5 MiB of 1000 MiB')
      expect(page).toContain('files and all snapshots are deleted, too')
      expect(page).not.toContain('<img src=x')
    }
  })
})

test('an agent cannot speak of a profile that is another’s', async () => {
  const other = await addAgent(db, crypto.randomUUID())
  await rest()
  const told = { profile, size: 1, done: crypto.randomUUID() }
  await recordCheckIn(db, other, { ...checkIn([]), profiles: [told] })
  const [row] = await db.select().from(profiles).where(eq(profiles.id, profile))
  expect(row?.size).toBe(950 * MIB)
})
