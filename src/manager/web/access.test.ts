import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { type AnyElysia, Elysia } from 'elysia'
import type { SignedIn } from '../../db/logins.ts'
import { SignedOut } from '../../errors.ts'
import { type AccessDeps, access, RULES, refuseUndeclared, ruleOf } from './access.ts'
import { refusals } from './refusals.tsx'

const person: SignedIn = {
  userId: crypto.randomUUID(),
  loginId: crypto.randomUUID(),
  admin: false,
  username: 'ada',
  fullName: '',
  theme: 'system',
  language: '',
  mustChangePassword: false,
}
const PEOPLE: Readonly<Record<string, SignedIn>> = {
  newcomer: { ...person, mustChangePassword: true },
  user: person,
  admin: { ...person, admin: true },
}
const deps: AccessDeps = {
  now: () => 0,
  assets: '/assets/x',
  findViewer: async ({ headers }) => PEOPLE[headers.get('cookie') ?? ''],
  authenticateHost: () => Promise.reject(new SignedOut(() => 'Only hosts come in here.')),
  authenticateToken: () => Promise.reject(new SignedOut(() => 'Only hosts come in here.')),
}

function build() {
  const app = new Elysia()
    .use(refusals(deps))
    .use(refuseUndeclared(routes))
    .use(access(deps))
    .all('/anybody', () => 'in', { anybody: true })
    .all('/guest', ({ viewer }) => viewer?.username ?? 'in', { guest: true })
    .all('/newcomer', ({ viewer }) => viewer.username, { newcomer: true })
    .all('/signedIn', ({ viewer }) => viewer.username, { signedIn: true })
    .all('/admin', ({ viewer }) => viewer.username, { admin: true })
    .all('/joining', ({ body }) => body, { joining: true })
    .all('/host', ({ host }) => host.name, { host: true })
  function routes(): AnyElysia['routes'] {
    return app.routes
  }
  return app
}

const app = build()
const quiet = spyOn(process.stderr, 'write')
beforeAll(() => void quiet.mockImplementation(() => true))
afterAll(() => quiet.mockRestore())

function ask(path: string, who: string, headers: Record<string, string> = {}, method = 'GET') {
  const all = { accept: 'application/json', cookie: who, host: 'desk.example', ...headers }
  return app.handle(new Request(`https://desk.example${path}`, { method, headers: all }))
}

describe('who gets in by which rule', () => {
  // guest, newcomer, user, admin
  const matrix: [rule: string, statuses: number[]][] = [
    ['anybody', [200, 200, 200, 200]],
    ['guest', [200, 200, 200, 200]],
    ['newcomer', [401, 200, 200, 200]],
    ['signedIn', [401, 403, 200, 200]],
    ['admin', [401, 403, 403, 200]],
    ['joining', [401, 401, 401, 401]],
    ['host', [401, 401, 401, 401]],
  ]

  test('there is a line for each rule', () => {
    expect(matrix.map(([rule]) => rule).sort()).toEqual([...RULES].sort())
  })

  test.each(matrix)('%s', async (rule, expected) => {
    const statuses: number[] = []
    for (const who of ['', 'newcomer', 'user', 'admin']) {
      statuses.push((await ask(`/${rule}`, who)).status)
    }
    expect(statuses).toEqual(expected)
  })
})

describe('what changes something', () => {
  const rules = ['anybody', 'guest', 'newcomer', 'signedIn', 'admin']
  const foreign = { origin: 'https://evil.example' }
  const ours = { origin: 'https://desk.example' }

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s comes from our own pages',
    async (method) => {
      for (const rule of rules) {
        expect((await ask(`/${rule}`, 'admin', foreign, method)).status).toBe(403)
        expect((await ask(`/${rule}`, 'admin', {}, method)).status).toBe(403)
        expect((await ask(`/${rule}`, 'admin', ours, method)).status).toBe(200)
      }
    },
  )

  test('is refused before anybody is looked up', async () => {
    expect((await ask('/admin', '', foreign, 'POST')).status).toBe(403)
  })
})

describe('a route without a rule', () => {
  test('answers nobody, whoever planted it and whenever', async () => {
    let reached = false
    const planted = build().get('/planted', () => {
      reached = true
      return 'secret'
    })
    for (const who of ['', 'user', 'admin']) {
      const answer = await planted.handle(
        new Request('https://desk.example/planted', { headers: { cookie: who } }),
      )
      expect(await answer.text()).not.toContain('secret')
      expect(answer.status).toBe(500)
    }
    expect(reached).toBe(false)
  })

  test('is found among the routes of the application', () => {
    const planted = build().get('/planted', () => 'secret')
    const undeclared = planted.routes.filter((route) => !ruleOf(route))
    expect(undeclared.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /planted'])
  })
})
