import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { DrizzleQueryError } from 'drizzle-orm'
import { Elysia, t } from 'elysia'
import { DatabaseGone } from '../../db/failure.ts'
import type { SignedIn } from '../../db/logins.ts'
import {
  Busy,
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  SignedOut,
  Unavailable,
} from '../../errors.ts'
import { access, PasswordDue } from './access.ts'
import { BadRequest, TooLarge } from './form.ts'
import { commonHeaders } from './headers.ts'
import { refusals } from './refusals.tsx'

const viewer: SignedIn = {
  userId: crypto.randomUUID(),
  loginId: crypto.randomUUID(),
  admin: true,
  username: 'ada',
  fullName: 'Ada <b>',
  theme: 'dark',
  language: '',
  mustChangePassword: false,
}
const say = () => 'It is <so>.'
const canary = 'canary /srv/secret.ts password=hunter2'
const thrown = new Map<string, unknown>([
  ['not-found', new NotFound(say)],
  ['forbidden', new Forbidden(say)],
  ['signed-out', new SignedOut(say)],
  ['password-due', new PasswordDue(say)],
  ['conflict', new Conflict(say)],
  ['invalid', new Invalid(say, { name: () => 'Too <long>.' })],
  ['busy', new Busy(say, 6.2)],
  ['unavailable', new Unavailable(say, 7)],
  ['database', new DatabaseGone(new Error(canary))],
  ['too-large', new TooLarge(say)],
  ['bad-request', new BadRequest(say)],
  ['error', new Error(canary)],
  ['text', canary],
  ['query', new DrizzleQueryError('select $1', [canary], new Error('deadlock detected'))],
])

const deps = {
  now: () => 0,
  assets: '/assets/x',
  findViewer: async ({ headers }: Request) => (headers.has('cookie') ? viewer : undefined),
  authenticateHost: () => Promise.reject(new Error('not asked')),
  authenticateToken: () => Promise.reject(new Error('not asked')),
}

const app = new Elysia()
  .use(commonHeaders())
  .use(refusals(deps))
  .use(access(deps))
  .all(
    '/throw/:kind',
    ({ params }): Response => {
      throw thrown.get(params.kind)
    },
    { guest: true },
  )
  .get('/checked', () => 'ok', { guest: true, query: t.Object({ n: t.Number() }) })

const log = spyOn(process.stderr, 'write')
beforeAll(() => void log.mockImplementation(() => true))
afterAll(() => log.mockRestore())

type Headers = Record<string, string>
const JSON_CLIENT: Headers = { accept: 'application/json' }
const HTMX: Headers = { accept: 'text/html', 'hx-request': 'true' }
const PAGE: Headers = { accept: 'text/html,application/xhtml+xml' }

function ask(path: string, headers: Headers, method = 'GET') {
  const ours = { 'sec-fetch-site': 'same-origin', ...headers }
  return app.handle(new Request(`https://desk.example${path}`, { method, headers: ours }))
}

const STATUS: [string, number][] = [
  ['not-found', 404],
  ['forbidden', 403],
  ['signed-out', 401],
  ['password-due', 403],
  ['conflict', 409],
  ['invalid', 422],
  ['busy', 429],
  ['unavailable', 503],
  ['database', 503],
  ['too-large', 413],
  ['bad-request', 400],
  ['error', 500],
  ['text', 500],
  ['query', 500],
]

describe('a refusal for a client of the API', () => {
  test.each(STATUS)('of kind %p has status %p and a sentence', async (kind, status) => {
    const answer = await ask(`/throw/${kind}`, JSON_CLIENT)
    const body = await answer.json()
    expect(body.error_message.length).toBeGreaterThan(5)
    expect(body.request_id).toBe(answer.headers.get('x-request-id'))
    expect(answer.status).toBe(status)
    expect(JSON.stringify(body)).not.toContain('canary')
  })

  test('leaves the cause in the log, under the number that the client has', async () => {
    log.mockClear()
    const { request_id: number } = await (await ask('/throw/error', JSON_CLIENT)).json()
    const written = log.mock.calls.map(([line]) => String(line)).join('')
    expect(written).toContain('canary')
    expect(written).toContain(number)
  })

  test('leaves a failed query in the log, without what it was given', async () => {
    log.mockClear()
    await ask('/throw/query', JSON_CLIENT)
    const written = log.mock.calls.map(([line]) => String(line)).join('')
    expect(written).toContain('deadlock detected')
    expect(written).toContain('select $1')
    expect(written).not.toContain('canary')
  })

  test('names the fields of a form', async () => {
    const answer = await ask('/throw/invalid', JSON_CLIENT)
    expect(await answer.json()).toMatchObject({ fields: { name: 'Too <long>.' } })
  })

  test.each([
    ['busy', '7'],
    ['unavailable', '7'],
    ['database', '2'],
  ])('says of %p when to come back', async (kind, seconds) => {
    expect((await ask(`/throw/${kind}`, JSON_CLIENT)).headers.get('retry-after')).toBe(seconds)
  })
})

describe('a refusal for a person', () => {
  test.each(STATUS.filter(([kind]) => !['signed-out', 'password-due'].includes(kind)))(
    'of kind %p is a page with status %p',
    async (kind, status) => {
      const answer = await ask(`/throw/${kind}`, { ...PAGE, cookie: 'x' })
      const page = await answer.text()
      expect(page).toStartWith('<!doctype html>')
      expect(page).not.toContain('canary')
      expect(page).not.toContain('It is <so>')
      expect(page).toContain(answer.headers.get('x-request-id') ?? 'no number')
      expect(page).toContain('data-theme="dark"')
      expect(page).not.toContain('Ada <b>')
      expect(answer.status).toBe(status)
    },
  )

  test('who is to sign in is led there, and back to where they were', async () => {
    const answer = await ask('/throw/signed-out?a=b&c', PAGE)
    expect(answer.status).toBe(303)
    const next = encodeURIComponent('/throw/signed-out?a=b&c')
    expect(answer.headers.get('location')).toBe(`../sign-in?next=${next}`)
  })

  test('who sends a form after their sign-in ended is told so', async () => {
    const answer = await ask('/throw/signed-out', PAGE, 'POST')
    expect(await answer.text()).toContain('href="../sign-in?next=%2F"')
    expect(answer.status).toBe(401)
  })

  test('a path that is no route is a page too', async () => {
    const answer = await ask('/nothing/here', PAGE)
    expect(await answer.text()).toContain('Not here')
    expect(answer.status).toBe(404)
  })

  test('what a schema refuses says nothing of the schema', async () => {
    const answer = await ask('/checked?n=x', JSON_CLIENT)
    const body = await answer.text()
    expect(body).not.toMatch(/expected|schema|summary/i)
    expect(answer.status).toBe(400)
  })
})

describe('a refusal for htmx', () => {
  test('of something that polls leaves the page as it is', async () => {
    const answer = await ask('/throw/database', HTMX)
    expect(await answer.text()).toStartWith('<div class="notice bad"')
    expect(answer.headers.get('hx-reswap')).toBe('none')
    expect(answer.status).toBe(503)
  })

  test('of a form shows the whole refusal', async () => {
    const answer = await ask('/throw/conflict', HTMX, 'POST')
    expect(answer.headers.get('hx-retarget')).toBe('body')
    expect(answer.status).toBe(409)
  })

  test.each(['signed-out', 'password-due'])('of kind %p reloads, which leads on', async (kind) => {
    expect((await ask(`/throw/${kind}`, HTMX)).headers.get('hx-refresh')).toBe('true')
    expect((await ask(`/throw/${kind}`, HTMX, 'POST')).headers.get('hx-refresh')).toBe('true')
  })
})

describe('every answer', () => {
  test('carries the headers that shut a page in, refusals too', async () => {
    for (const path of ['/throw/error', '/nothing', '/checked?n=1']) {
      const { headers } = await ask(path, PAGE)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  test('echoes the number that the front door gave it, and believes no other form', async () => {
    const given = await ask('/nothing', { ...PAGE, 'x-request-id': 'abcdef0123456789' })
    expect(given.headers.get('x-request-id')).toBe('abcdef0123456789')
    const odd = await ask('/nothing', { ...PAGE, 'x-request-id': '<script>' })
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})
