import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { users } from '../../db/schema.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

const german = { 'accept-language': 'de-CH,de;q=0.9,en;q=0.1' }

async function ask(browser: ReturnType<typeof manager.visit>, path: string, headers = german) {
  return (await browser.get(path, headers)).text()
}

describe('the language of an answer', () => {
  test('is what the browser asks for, on a page and in an error', async () => {
    const page = await ask(manager.visit(), '/sign-in')
    expect(page).toContain('<html lang="de"')
    expect(page).toContain('Passwort')
    expect(page).not.toContain('Password')

    const json = { ...german, accept: 'application/json' }
    expect(await ask(manager.visit(), '/nowhere', json)).toContain('Diese Seite oder Sache')
  })

  test('is what the person chose, whatever the browser asks for', async () => {
    const id = await manager.addUser('ada')
    const ada = await manager.signIn('ada')
    expect(await ask(ada, '/')).toContain('<html lang="de"')

    await manager.db.update(users).set({ language: 'fr' }).where(eq(users.id, id))
    const page = await ask(ada, `/sessions/${crypto.randomUUID()}`)
    expect(page).toContain('<html lang="fr"')
    expect(page).toContain('n’existe pas')
  })

  test('is English where admins work, whole', async () => {
    const admin = await manager.signIn('admin')
    const page = await ask(admin, '/admin/users')
    expect(page).toContain('<html lang="en"')
    expect(page).toContain('Sign out')
    expect(await ask(admin, '/')).toContain('<html lang="de"')
  })

  test('is told to caches', async () => {
    const { headers } = await manager.visit().get('/sign-in')
    expect(headers.get('vary')).toContain('accept-language')
  })
})
