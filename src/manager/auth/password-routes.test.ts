import { afterAll, describe, expect, test } from 'bun:test'
import { setPassword } from '../../db/users.ts'
import { type Browser, PASSWORD, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db, clock } = manager
afterAll(() => manager[Symbol.asyncDispose]())

const NEW = 'another long password'

function change(browser: Browser, current: string, next: string, repeat = next) {
  return browser.post('/password', { current, next, repeat })
}

async function newcomer(name: string): Promise<Browser> {
  const id = await manager.addUser(name)
  await setPassword(db, 'system', id, await manager.passwords.hash(PASSWORD), clock.now)
  return manager.signIn(name)
}

describe('somebody whose password another person made', () => {
  test('gets no further than the page to change it', async () => {
    const browser = await newcomer('ada')
    for (const path of ['/', '/admin/users', '/portal/sessions']) {
      const answer = await browser.get(path)
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toEndWith('password')
    }
    const poll = await browser.get('/portal/sessions', { 'hx-request': 'true' })
    expect(poll.headers.get('hx-refresh')).toBe('true')
    const client = await browser.get('/', { accept: 'application/json' })
    expect((await client.json()).error_message).toContain('Choose your own')
    expect(client.status).toBe(403)
    expect(await (await browser.get('/password')).text()).toContain('made by someone else')
  })

  test('goes on after changing it', async () => {
    const browser = await newcomer('bea')
    const answer = await change(browser, PASSWORD, NEW)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('location')).toBe('./')
    expect((await browser.get('/')).status).toBe(200)
    const anew = await manager.visit().post('/sign-in', { name: 'bea', password: NEW })
    expect(anew.status).toBe(303)
  })

  test('may sign out and choose a theme', async () => {
    const browser = await newcomer('cyd')
    expect((await browser.post('/theme', { theme: 'dark' })).status).toBe(303)
    expect((await browser.post('/sign-out')).headers.get('location')).toContain('sign-in')
  })
})

describe('changing a password', () => {
  test('ends every other sign-in of the person, not this one, nobody else’s', async () => {
    await manager.addUser('dan')
    await manager.addUser('bystander')
    const [here, there] = [await manager.signIn('dan'), await manager.signIn('dan')]
    const bystander = await manager.signIn('bystander')
    await change(here, PASSWORD, NEW)
    expect((await here.get('/')).status).toBe(200)
    expect((await there.get('/')).status).toBe(303)
    expect((await bystander.get('/')).status).toBe(200)
  })

  test.each([
    ['the wrong current one', 'wrong password', NEW, NEW, 'not your current password'],
    ['one that is short', PASSWORD, 'short', 'short', 'at least 12'],
    ['the name', PASSWORD, 'emily.gray12', 'emily.gray12', 'little more than the name'],
    ['the same', PASSWORD, PASSWORD, PASSWORD, 'the password you have now'],
    ['two that differ', PASSWORD, NEW, `${NEW}!`, 'do not agree'],
  ])('refuses %s beside its field', async (name, current, next, repeat, sentence) => {
    const username = name === 'the name' ? 'emily.gray' : `emily.${crypto.randomUUID()}`
    await manager.addUser(username)
    const browser = await manager.signIn(username)
    const answer = await change(browser, current, next, repeat)
    const page = await answer.text()
    expect(page).toContain(sentence)
    expect(page).toContain('aria-invalid="true"')
    expect(page).not.toContain(`value="${PASSWORD}"`)
    expect(answer.status).toBe(422)
  })

  test('guesses of the current one are throttled', async () => {
    await manager.addUser('finn')
    const browser = await manager.signIn('finn')
    for (let i = 0; i < 5; i++) expect((await change(browser, 'guess', NEW)).status).toBe(422)
    expect((await change(browser, PASSWORD, NEW)).status).toBe(429)
  })

  test('takes no other user from the form', async () => {
    const victim = await manager.addUser('victim')
    await manager.addUser('mallory')
    const mallory = await manager.signIn('mallory')
    await mallory.post('/password', {
      current: PASSWORD,
      next: NEW,
      repeat: NEW,
      id: victim,
      userId: victim,
      username: 'victim',
      admin: 'on',
    })
    expect((await manager.signIn('victim')).cookie).toBeDefined()
    expect((await mallory.get('/admin/users')).status).toBe(403)
  })
})

describe('the theme', () => {
  test('is kept, and the page comes back', async () => {
    await manager.addUser('gil')
    const browser = await manager.signIn('gil')
    const referer = { referer: 'https://desk.example/sessions/7?a=b' }
    const answer = await browser.post('/theme', { theme: 'dark' }, referer)
    expect(answer.headers.get('location')).toBe('./sessions/7?a=b')
    expect(await (await browser.get('/')).text()).toContain('data-theme="dark"')
  })

  test('of another name is refused; a foreign page is not gone back to', async () => {
    await manager.addUser('hal')
    const browser = await manager.signIn('hal')
    expect((await browser.post('/theme', { theme: '"><script>' })).status).toBe(400)
    const referer = { referer: 'https://evil.example/sessions' }
    const answer = await browser.post('/theme', { theme: 'light' }, referer)
    expect(answer.headers.get('location')).toBe('./')
  })
})
