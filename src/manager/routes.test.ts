/** Who is refused where, for every route that the running application has. */
import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { groups, sessions, users, workspaces } from '../db/schema.ts'
import { launchSession } from '../db/sessions.ts'
import { addAgent, addWorkspace } from '../testing/fixtures.ts'
import { type Browser, testManager } from '../testing/manager.ts'
import { ruleOf } from './web/access.ts'

const manager = await testManager()
const { app, db } = manager
afterAll(() => manager[Symbol.asyncDispose]())

const victim = await manager.addUser('victim')
await addAgent(db, 'atlas')
const session = await launchSession(
  db,
  { userId: victim, admin: false, loginId: crypto.randomUUID() },
  {
    workspaceId: await addWorkspace(db),
    requestKey: crypto.randomUUID(),
    now: Date.now(),
    sealedPassword: Buffer.alloc(36),
  },
)

// A slow machine is silent for long, and then deadlines are moved: that is nobody's doing.
await db.update(sessions).set({ deadlineAt: null })

await manager.addUser('stranger')
const shut = await manager.addUser('disabled')
const guest = manager.visit()
const stranger = await manager.signIn('stranger')
const disabled = await manager.signIn('disabled')
const admin = await manager.signIn('admin')
// Straight into the table: their sign-in is still there and must not count.
await db.update(users).set({ disabled: true }).where(eq(users.id, shut))

/** Whatever is added here is open to the world. */
const OPEN = [
  'GET /assets/:tree/*',
  'GET /manifest.webmanifest',
  'GET /readyz',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-out',
]

const routes = app.routes.map((route) => {
  const path = route.path.length > 1 ? route.path.replace(/\/$/, '') : route.path
  return { name: `${route.method} ${path}`, method: route.method, path, rule: ruleOf(route) }
})
type Route = (typeof routes)[number]

/** With the id of the victim's session, user or whatever the route is about. */
function pathOf({ path }: Route): string {
  const id = path.startsWith('/admin/users') ? victim : session.id
  return path.replace(':id', id).replace(/:\w+|\*/g, 'x')
}

function ask(route: Route, browser: Browser): Promise<Response> {
  const headers = { accept: 'application/json', origin: 'https://desk.example' }
  return browser.send(route.method, pathOf(route), headers)
}

async function everything() {
  return {
    sessions: await db.select().from(sessions),
    users: await db
      .select({ id: users.id, hash: users.passwordHash, off: users.disabled })
      .from(users),
    groups: await db.select().from(groups),
    workspaces: await db.select().from(workspaces),
  }
}

function named(rules: readonly string[]) {
  return routes
    .filter(({ rule }) => rule && rules.includes(rule))
    .map((route): [string, Route] => [route.name, route])
}

test('every route declares who may call it', () => {
  expect(routes.filter(({ rule }) => !rule).map(({ name }) => name)).toEqual([])
  expect(routes.length).toBeGreaterThan(35)
})

test('no more is open to the world than is meant to be', () => {
  const open = routes.filter(({ rule }) => rule === 'anybody' || rule === 'guest')
  expect(open.map(({ name }) => name).sort()).toEqual(OPEN)
})

test('everything under /admin is for admins, everything under /internal for hosts', () => {
  for (const { name, path, rule } of routes) {
    if (path.startsWith('/admin')) expect([name, rule]).toEqual([name, 'admin'])
    else expect([name, rule]).not.toEqual([name, 'admin'])
    const forHosts = rule === 'host' || rule === 'joining'
    expect([name, path.startsWith('/internal/')]).toEqual([name, forHosts])
  }
})

describe('a guest and a disabled user are refused', () => {
  test.each(named(['newcomer', 'signedIn', 'admin', 'host', 'joining']))(
    'on %s',
    async (_, route) => {
      const before = await everything()
      for (const browser of [guest, disabled]) {
        const answer = await ask(route, browser)
        const body = await answer.text()
        expect(body).toStartWith('{"error_message":')
        expect(body).not.toContain('Desktop')
        expect(answer.status).toBe(401)
      }
      expect(await everything()).toEqual(before)
    },
  )
})

describe('a user is refused what is for admins', () => {
  test.each(named(['admin']))('on %s', async (_, route) => {
    const before = await everything()
    const answer = await ask(route, stranger)
    expect(await answer.text()).not.toContain('victim')
    expect(answer.status).toBe(403)
    expect(await everything()).toEqual(before)
  })
})

describe('a session is nobody else’s, not even an admin’s', () => {
  const own = named(['signedIn']).filter(([, { path }]) => path.startsWith('/sessions/:id'))

  test('there are such routes', () => {
    expect(own.length).toBeGreaterThan(3)
  })

  test.each(own)('on %s', async (_, route) => {
    const before = await everything()
    for (const browser of [stranger, admin]) {
      const answer = await ask(route, browser)
      expect(await answer.text()).toStartWith('{"error_message":"This page or thing does not exist')
      expect(answer.status).toBe(404)
    }
    expect(await everything()).toEqual(before)
  })
})

describe('no person is a host', () => {
  test.each(named(['host', 'joining']))('on %s', async (_, route) => {
    for (const browser of [stranger, admin]) expect((await ask(route, browser)).status).toBe(401)
  })
})

describe('no page of another site changes anything', () => {
  const changing = named(['guest', 'newcomer', 'signedIn', 'admin']).filter(
    ([, { method }]) => method !== 'GET',
  )

  test.each(changing)('on %s', async (_, route) => {
    const before = await everything()
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
        const sent = { accept: 'application/json', 'content-type': type, ...headers }
        expect((await admin.send(route.method, pathOf(route), sent, 'a=b')).status).toBe(403)
      }
    }
    expect(await everything()).toEqual(before)
  })
})

describe('ids that are none', () => {
  test.each(named(['admin', 'signedIn']).filter(([, { path }]) => path.includes(':id')))(
    'on %s name nothing',
    async (_, route) => {
      for (const id of ['x', '%00', "'", '..%2fx', crypto.randomUUID(), 'constructor']) {
        const path = route.path.replace(':id', id)
        const headers = { accept: 'application/json', origin: 'https://desk.example' }
        const { status } = await admin.send(route.method, path, headers)
        expect([id, status < 500]).toEqual([id, true])
        expect([id, status >= 400]).toEqual([id, true])
      }
    },
  )
})
