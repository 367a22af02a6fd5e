import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { listOwnLogins } from '../../db/logins.ts'
import { groups, users, workspaces } from '../../db/schema.ts'
import { ALL_USERS } from '../../domain/access.ts'
import { addWorkspace } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
afterAll(() => manager[Symbol.asyncDispose]())

async function person(name: string) {
  const userId = await manager.addUser(name)
  const logins = () => {
    const self = { userId, admin: false, loginId: crypto.randomUUID() }
    return listOwnLogins(db, self, manager.clock.now)
  }
  return { userId, browser: await manager.signIn(name), logins }
}

const ada = await person('ada')
const desktop = await addWorkspace(db, { name: 'Desk <b>' })
const hidden = await addWorkspace(db, { name: 'Hidden', enabled: false })

describe('the language', () => {
  test('of the profile page is the one that was just chosen', async () => {
    const answer = await ada.browser.post('/profile/language', { language: 'de' })
    expect(answer.headers.get('location')).toBe('../profile')
    const page = await (await ada.browser.get('/profile')).text()
    expect(page).toContain('<html lang="de"')
    expect(page).toMatch(/value="de"[^>]*aria-pressed="true"/)

    await ada.browser.post('/profile/language', { language: '' })
    expect(await (await ada.browser.get('/profile')).text()).toContain('<html lang="en"')
  })

  test('is one that we speak', async () => {
    const answer = await ada.browser.post('/profile/language', { language: 'tlh' })
    expect(answer.status).toBe(400)
  })
})

describe('what opens at sign-in', () => {
  test('is chosen from the workspaces that one is shown', async () => {
    await ada.browser.post('/profile/start', { start: desktop })
    const page = await (await ada.browser.get('/profile')).text()
    expect(page).toContain(`value="${desktop}" selected>Desk &lt;b>`)

    for (const start of [hidden, crypto.randomUUID(), '<b>']) {
      expect((await ada.browser.post('/profile/start', { start })).status).toBe(422)
    }
  })

  test('may be what the groups say, while that is shown', async () => {
    await ada.browser.post('/profile/start', { start: 'groups' })
    await db.update(groups).set({ startWorkspaceId: desktop }).where(eq(groups.id, ALL_USERS))
    const page = async () => (await ada.browser.get('/profile')).text()
    expect(await page()).toContain('As your groups say: Desk &lt;b>')
    await db.update(workspaces).set({ enabled: false }).where(eq(workspaces.id, desktop))
    expect(await page()).toContain('As your groups say: the list of workspaces')
  })
})

describe('sign-ins', () => {
  test('are listed with their browsers, this one marked', async () => {
    const page = await (await ada.browser.get('/profile')).text()
    expect(page.match(/This browser/g)).toHaveLength(1)
    expect(page).toContain('Another program')
    expect(page).not.toContain('Sign out everywhere else')
  })

  test('of others cannot be ended, not even by an admin', async () => {
    const [own] = await ada.logins()
    const bob = await person('bob')
    const admin = await manager.signIn('admin')
    for (const browser of [bob.browser, admin]) {
      expect((await browser.post(`/profile/sign-ins/${own?.id}/end`)).status).toBe(404)
    }
    expect((await manager.visit().post(`/profile/sign-ins/${own?.id}/end`)).status).toBe(401)
    await bob.browser.post('/profile/sign-ins/end-others')
    expect(await ada.logins()).toHaveLength(1)
  })

  test('of one’s own end one by one, or all but this one', async () => {
    const [first] = await ada.logins()
    const second = await manager.signIn('ada')
    const third = await manager.signIn('ada')
    const last = (await ada.logins()).find(({ id }) => id !== first?.id)
    expect(await (await ada.browser.get('/profile')).text()).toContain('Sign out everywhere else')

    await ada.browser.post(`/profile/sign-ins/${last?.id}/end`)
    const answers = [second, third].map(async (browser) => (await browser.get('/')).status)
    expect((await Promise.all(answers)).sort()).toEqual([200, 303])

    await ada.browser.post('/profile/sign-ins/end-others')
    expect((await second.get('/')).status).toBe(303)
    expect((await third.get('/')).status).toBe(303)
    expect((await ada.browser.get('/profile')).status).toBe(200)
  })
})

test('a disabled person keeps no way in', async () => {
  const eve = await person('eve')
  await db.update(users).set({ disabled: true }).where(eq(users.id, eve.userId))
  expect((await eve.browser.post('/profile/language', { language: 'de' })).status).toBe(401)
})
