import { afterAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { LOGIN_IDLE_MS, LOGIN_LIFETIME_MS, removeExpiredLogins } from '../../db/logins.ts'
import { logins, signInAttempts } from '../../db/schema.ts'
import { setPassword, updateUser } from '../../db/users.ts'
import { type Browser, PASSWORD, testManager } from '../../testing/manager.ts'
import { hashToken } from './cookie.ts'

const manager = await testManager()
const { db, clock } = manager
const ada = await manager.addUser('ada')
const eve = await manager.addUser('eve')
const zoe = await manager.addUser('zoe')
const disabled = { username: 'eve', fullName: '', disabled: true, groups: { chosen: [] } }
await updateUser(db, 'system', eve, disabled)
afterAll(() => manager[Symbol.asyncDispose]())

beforeEach(async () => {
  await db.delete(signInAttempts)
})

function attempt(name: string, password: string, headers = {}, browser = manager.visit()) {
  return browser.post('/sign-in', { name, password }, headers)
}

function isIn(browser: Browser): Promise<boolean> {
  return browser.get('/').then((answer) => answer.status === 200)
}

describe('signing in', () => {
  test('sets a cookie that only this host gets over TLS, and leads to the portal', async () => {
    const answer = await attempt('ada', PASSWORD)
    expect(await answer.text()).toBe('')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('./')
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-casement=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    )
  })

  test('takes the name in capital letters and with spaces around it', async () => {
    expect((await attempt(' ADA ', PASSWORD)).status).toBe(303)
  })

  test('stores the token only as its hash', async () => {
    const browser = await manager.signIn('ada')
    const token = browser.cookie?.split('=')[1] ?? ''
    const rows = await db.select().from(logins)
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(rows.map((row) => row.tokenHash)).toContain(hashToken(token))
  })

  test('says the same for a wrong password, an unknown name and a disabled user', async () => {
    const verify = spyOn(manager.passwords, 'verify')
    const answers: string[] = []
    for (const name of ['ada', 'nobody', 'eve']) {
      const answer = await attempt(name, name === 'eve' ? PASSWORD : 'wrong password')
      const page = await answer.text()
      expect(page).toContain('Name and password do not fit together')
      expect(answer.status).toBe(401)
      expect(answer.headers.get('set-cookie')).toBeNull()
      answers.push(page.replaceAll(`value="${name}"`, ''))
    }
    expect(new Set(answers).size).toBe(1)
    // The same path: one verification each, so the same time.
    expect(verify).toHaveBeenCalledTimes(3)
    verify.mockRestore()
  })

  test('keeps the name that was typed, as text, and never the password', async () => {
    const name = '"><img src=x onerror=alert(1)>'
    const page = await (await attempt(name, 'secret canary')).text()
    expect(page).toContain('value="&quot;>&lt;img src=x onerror=alert(1)>"')
    expect(page).not.toContain('<img src=x')
    expect(page).not.toContain('secret canary')
  })

  test('gives htmx the form alone, and the way on as a header', async () => {
    const refused = await attempt('ada', 'wrong', { 'hx-request': 'true' })
    expect(await refused.text()).toStartWith('<form id="sign-in"')
    const taken = await attempt('ada', PASSWORD, { 'hx-request': 'true' })
    expect(taken.status).toBe(200)
    expect(taken.headers.get('hx-redirect')).toBe('./')
  })

  test.each([
    ['/admin/users?search=a', './admin/users?search=a'],
    ['//evil.example', './'],
    ['/\\evil.example', './'],
    ['https:evil.example', './'],
    ['/\t/evil.example', './'],
  ])('next=%p leads to %p', async (next, location) => {
    const fields = { name: 'ada', password: PASSWORD, next }
    const answer = await manager.visit().post('/sign-in', fields)
    expect(answer.headers.get('location')).toBe(location)
    const browser = await manager.signIn('ada')
    const already = await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)
    expect(already.headers.get('location')).toBe(location)
  })

  test('with a password that was replaced while it was verified is refused', async () => {
    const verify = manager.passwords.verify
    const other = await manager.passwords.hash('quite another password')
    const slow = spyOn(manager.passwords, 'verify').mockImplementation(async (typed, hash) => {
      const right = await verify(typed, hash)
      await setPassword(db, 'system', zoe, other, clock.now)
      return right
    })
    const answer = await attempt('zoe', PASSWORD)
    slow.mockRestore()
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    expect(await db.$count(logins, eq(logins.userId, zoe))).toBe(0)
  })

  test('a cookie from before is worth nothing afterwards', async () => {
    const browser = await manager.signIn('ada')
    const before = browser.cookie
    await attempt('ada', PASSWORD, {}, browser)
    expect(browser.cookie).not.toBe(before)
    expect(await isIn(browser)).toBe(true)
    browser.cookie = before
    expect(await isIn(browser)).toBe(false)
  })

  test('a cookie that a stranger chose is not taken over', async () => {
    const browser = manager.visit()
    const planted = `__Host-casement=${'A'.repeat(43)}`
    browser.cookie = planted
    await attempt('ada', PASSWORD, {}, browser)
    expect(browser.cookie).not.toBe(planted)
  })

  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a null origin', { origin: 'null' }],
    ['a look-alike', { origin: 'https://desk.example.evil.example' }],
    ['a sibling host', { origin: 'https://s.desk.example' }],
  ])('is refused from %s', async (_, headers) => {
    const answer = await attempt('ada', PASSWORD, headers)
    expect(await answer.text()).toContain('came from another site')
    expect(answer.status).toBe(403)
  })

  test('refuses a name of 10 MB without reading it', async () => {
    const answer = await attempt('a'.repeat(10 * 1024 * 1024), 'x')
    expect(answer.status).toBe(413)
  })

  test('takes no name that cannot be stored, and leaves none in the log', async () => {
    const log = spyOn(process.stderr, 'write').mockImplementation(() => true)
    const answer = await attempt('ada\0canary', PASSWORD)
    const written = log.mock.calls.map(([line]) => String(line)).join('')
    log.mockRestore()
    expect(answer.status).toBe(400)
    expect(written).not.toContain('canary')
  })

  test('neither counts nor looks up a name that nobody can have', async () => {
    const verify = spyOn(manager.passwords, 'verify')
    expect((await attempt('a'.repeat(300), 'x')).status).toBe(401)
    expect(verify).not.toHaveBeenCalled()
    expect(await db.$count(signInAttempts)).toBe(0)
    verify.mockRestore()
  })
})

describe('a sign-in', () => {
  test('ends when signing out, on the server too', async () => {
    const browser = await manager.signIn('ada')
    const cookie = browser.cookie
    const answer = await browser.post('/sign-out')
    expect(answer.headers.get('location')).toBe('./sign-in?signed-out')
    expect(browser.cookie).toBeUndefined()
    browser.cookie = cookie
    expect(await isIn(browser)).toBe(false)
  })

  test('ends when its user is disabled', async () => {
    const id = await manager.addUser('bob')
    const browser = await manager.signIn('bob')
    await updateUser(db, 'system', id, { ...disabled, username: 'bob' })
    expect(await isIn(browser)).toBe(false)
    expect(await db.$count(logins, eq(logins.userId, id))).toBe(0)
  })

  test('ends a day after its last request', async () => {
    const browser = await manager.signIn('ada')
    clock.now += LOGIN_IDLE_MS - 1000
    expect(await isIn(browser)).toBe(true)
    clock.now += LOGIN_IDLE_MS - 1000
    expect(await isIn(browser)).toBe(true)
    clock.now += LOGIN_IDLE_MS
    expect(await isIn(browser)).toBe(false)
  })

  test('ends a week after it began, however busy', async () => {
    const browser = await manager.signIn('ada')
    const end = clock.now + LOGIN_LIFETIME_MS
    while (clock.now + LOGIN_IDLE_MS / 2 < end) {
      expect(await isIn(browser)).toBe(true)
      clock.now += LOGIN_IDLE_MS / 2
    }
    clock.now = end
    expect(await isIn(browser)).toBe(false)
    expect(await removeExpiredLogins(db, clock.now)).toBeGreaterThan(0)
    expect(await db.$count(logins, eq(logins.userId, ada))).toBe(0)
  })
})
