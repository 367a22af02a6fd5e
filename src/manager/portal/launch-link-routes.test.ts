import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { sessions, users } from '../../db/schema.ts'
import { addAgent, addWorkspace } from '../../testing/fixtures.ts'
import { PASSWORD, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
afterAll(() => manager[Symbol.asyncDispose]())

await addAgent(db, 'atlas')
const id = await addWorkspace(db, { name: 'Büro & <b>Post' })
await addWorkspace(db, { name: 'Hidden', enabled: false })
const link = { kind: 'link', name: 'Wiki', image: '', linkUrl: 'https://wiki.example/' } as const
await addWorkspace(db, link)
const ada = await manager.addUser('ada')
const browser = await manager.signIn('ada')

const TYPED = { 'sec-fetch-site': 'none' }
const ELSEWHERE = { 'sec-fetch-site': 'cross-site' }

async function page(path: string, headers: Readonly<Record<string, string>> = TYPED) {
  return (await browser.get(path, headers)).text()
}

describe('a link to a workspace', () => {
  test('names it by id, by name or by the name as addresses have it', async () => {
    for (const name of [
      id,
      id.replaceAll('-', ''),
      'buro-b-post',
      encodeURIComponent('Büro & <b>Post'),
    ]) {
      const html = await page(`/launch/${name}`)
      expect(html).toContain(`action="../workspaces/${id}/launch"`)
      expect(html).toContain('Open Büro &amp; &lt;b>Post')
    }
  })

  test('opens by itself after an act of one’s own only', async () => {
    expect(await page(`/launch/${id}`, TYPED)).toContain('data-by-itself')
    expect(await page(`/launch/${id}`, { 'sec-fetch-site': 'same-origin' })).toContain('by-itself')
    const ahead = { ...TYPED, 'sec-purpose': 'prefetch;prerender' }
    for (const headers of [ELSEWHERE, { 'sec-fetch-site': 'same-site' }, {}, ahead]) {
      const html = await page(`/launch/${id}`, headers)
      expect(html).not.toContain('data-by-itself')
      expect(html).toContain('A link led you here')
    }
  })

  test('launches nothing while it is only read', async () => {
    await page(`/launch/${id}?url=https://a.example/`)
    expect(await db.$count(sessions)).toBe(0)
  })

  test('hands on an address of the web and nothing else', async () => {
    expect(
      await page(`/launch/${id}?url=${encodeURIComponent('https://a.example/?b="<c>')}`),
    ).toContain('name="url" value="https://a.example/?b=&quot;&lt;c>"')
    for (const url of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,a',
      'a.example',
    ]) {
      const answer = await browser.get(`/launch/${id}?url=${encodeURIComponent(url)}`, TYPED)
      expect(await answer.text()).not.toContain('<form class="stack tight"')
      expect(answer.status).toBe(422)
    }
  })

  test('to another site is a link to press, never one that is followed', async () => {
    const html = await page('/launch/wiki')
    expect(html).toContain('href="https://wiki.example/" target="_blank"')
    expect(html).not.toContain('data-by-itself')
  })

  test('that one may not see is like one that does not exist', async () => {
    for (const name of ['hidden', 'nowhere', crypto.randomUUID(), '&']) {
      expect((await browser.get(`/launch/${name}`, TYPED)).status).toBe(404)
    }
  })

  test('that fits two of them is refused', async () => {
    await addWorkspace(db, { name: 'Twice' })
    await addWorkspace(db, { name: 'twice!' })
    expect((await browser.get('/launch/twice', TYPED)).status).toBe(409)
  })

  test('leads back to a session that is open, unless it is to begin at an address', async () => {
    const launched = await browser.post(`/workspaces/${id}/launch`, { key: crypto.randomUUID() })
    const session = launched.headers.get('location')?.split('/').at(-1)
    const again = await browser.get(`/launch/${id}`, TYPED)
    expect(again.headers.get('location')).toBe(`../sessions/${session}`)
    expect(await page(`/launch/${id}?url=https://a.example/`)).toContain('data-by-itself')
    await browser.post(`/sessions/${session}/delete`)
    await db.delete(sessions)
  })
})

describe('whoever is not signed in', () => {
  test('signs in first and comes back, to be asked where another site led here', async () => {
    const path = `/launch/${id}?url=https%3A%2F%2Fa.example%2F`
    const typed = await manager.visit().get(path, TYPED)
    expect(typed.headers.get('location')).toBe(`../sign-in?next=${encodeURIComponent(path)}`)

    const guest = manager.visit()
    const led = (await guest.get(path, ELSEWHERE)).headers.get('location') ?? ''
    const next = new URLSearchParams(led.split('?')[1]).get('next') ?? ''
    expect(next).toBe(`${path}&ask`)
    const fields = { name: 'ada', password: PASSWORD, next }
    expect((await guest.post('/sign-in', fields)).headers.get('location')).toBe(`.${next}`)
    const asked = await guest.get(next, { 'sec-fetch-site': 'same-origin' })
    expect(await asked.text()).not.toContain('data-by-itself')
  })

  test('gets to the workspace of their choice at sign-in', async () => {
    await db.update(users).set({ start: id }).where(eq(users.id, ada))
    const fields = { name: 'ada', password: PASSWORD }
    const answer = await manager.visit().post('/sign-in', fields)
    expect(answer.headers.get('location')).toBe(`./launch/${id}`)

    await db.update(users).set({ start: crypto.randomUUID() }).where(eq(users.id, ada))
    const gone = await manager.visit().post('/sign-in', fields)
    expect(gone.headers.get('location')).toBe('./')
  })
})
