import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { type Ability, abilitiesOn } from '../domain/abilities.ts'
import { ALL_USERS, type Person } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import { abilitiesOfSession } from './abilities.ts'
import type { Session } from './events.ts'
import { groupMembers, groupSettings, groups, logins, workspaces } from './schema.ts'
import { routableSessions } from './snapshots.ts'

const database = await testDatabase()
const { db } = database
const { anew, launch, report } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let bob: Person
let workspaceId: string
const sessions: Session[] = []

beforeAll(async () => {
  ;({ alice, bob, workspaceId } = await anew())
  await addAgent(db, 'atlas')
  for (const person of [alice, bob]) {
    await db.insert(logins).values({
      userId: person.userId,
      tokenHash: person.userId,
      expiresAt: new Date(Date.now() + 3_600_000),
    })
    const session = await launch(person)
    sessions.push(await report(session, { state: 'running', address }))
  }
})

/** What alice and bob have, as routes and as the viewer's page say it: they must agree. */
async function lists(): Promise<(readonly string[] | undefined)[]> {
  const routes = await routableSessions(db, Date.now())
  return Promise.all(
    sessions.map(async (session) => {
      const route = routes.find(({ id }) => id === session.id)
      const page = abilitiesOn(await abilitiesOfSession(db, session))
      expect(route).toBeDefined()
      expect<readonly string[]>(route?.abilities ?? page).toEqual(page)
      return route?.abilities
    }),
  )
}

async function say(groupId: string, name: Ability, value: 0 | 1) {
  await db.insert(groupSettings).values({ groupId, name, value })
}

const WITHOUT_UPLOAD = ['clipboard-up', 'clipboard-down', 'download', 'sound', 'microphone']

test('routes carry what groups and the workspace leave on, as it is at that moment', async () => {
  expect(await lists()).toEqual([undefined, undefined])

  await say(ALL_USERS, 'upload', 0)
  await say(ALL_USERS, 'printing', 0)
  expect(await lists()).toEqual([WITHOUT_UPLOAD, WITHOUT_UPLOAD])

  const [lab] = await db.insert(groups).values({ name: 'Lab', priority: 5 }).returning()
  const groupId = lab?.id ?? ''
  await db.insert(groupMembers).values({ groupId, userId: bob.userId })
  await say(groupId, 'upload', 1)
  await say(groupId, 'printing', 1)
  expect(await lists()).toEqual([WITHOUT_UPLOAD, undefined])

  const off = { abilitiesOff: ['sound', 'microphone', 'download', 'printing', 'upload'] }
  await db.update(workspaces).set(off).where(eq(workspaces.id, workspaceId))
  const clipboard = ['clipboard-up', 'clipboard-down']
  expect(await lists()).toEqual([clipboard, clipboard])

  await db.update(workspaces).set({ abilitiesOff: [] }).where(eq(workspaces.id, workspaceId))
  await db.delete(groupSettings)
  expect(await lists()).toEqual([undefined, undefined])
})
