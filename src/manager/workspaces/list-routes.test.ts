import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { workspaces } from '../../db/schema.ts'
import { addWorkspace } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
await manager.addUser('ada')
const ada = await manager.signIn('ada')
const guest = manager.visit()
afterAll(() => manager[Symbol.asyncDispose]())

const HTMX = { 'hx-request': 'true' }
const LIST = '/admin/workspaces'
let ids: { desktop: string; wiki: string; cad: string }

beforeEach(async () => {
  await db.delete(workspaces)
  ids = {
    desktop: await addWorkspace(db, { name: 'Desktop', tags: ['daily <b>work</b>'] }),
    wiki: await addWorkspace(db, { name: 'Wiki', kind: 'link', categories: ['Reading'] }),
    cad: await addWorkspace(db, { name: 'CAD', tags: ['gpu'], image: 'team/cad:3' }),
  }
})

/** Names in the order of the page, or of the piece. */
function names(html: string): string[] {
  return [...html.matchAll(/class="name"[^>]*>([^<]*)</g)].map(([, name = '']) => name)
}

async function list(query = ''): Promise<string> {
  return (await admin.get(`${LIST}${query}`)).text()
}

describe('the search', () => {
  test.each([
    ['?search=gpu', ['CAD']],
    ['?search=READING', ['Wiki']],
    ['?search=team%2Fcad', ['CAD']],
    ['?search=all+users+desk', ['Desktop']],
    ['?search=%25', []],
    ['', ['CAD', 'Desktop', 'Wiki']],
  ])('%s finds by name, tag, category, image and group', async (query, found) => {
    expect(names(await list(query))).toEqual(found)
  })

  test('shows tags as text, keeps the search in the heads, and moves nothing of a part', async () => {
    const page = await list('?search=daily')
    expect(page).toContain('daily &lt;b>work&lt;/b>')
    expect(page).toContain('search=daily&amp;sort=name')
    expect(page).not.toContain('data-move')
    expect(await list()).toContain('data-move')
  })
})

describe('the order', () => {
  const move = (id: string, to: string, headers = {}) =>
    admin.post(`${LIST}/${id}/move`, { to }, headers)

  test('is what an admin makes it, in the list and in the portal', async () => {
    const answer = await move(ids.wiki, 'up', HTMX)
    const piece = await answer.text()
    expect(names(piece)).toEqual(['CAD', 'Wiki', 'Desktop'])
    expect(piece).toContain('Wiki is 2 of 3 now.')
    expect(piece).not.toContain('<html')
    expect((await move(ids.wiki, 'up')).headers.get('location')).toBe('../../workspaces')
    expect(names(await list())).toEqual(['Wiki', 'CAD', 'Desktop'])
    expect(names(await list('?sort=name'))).toEqual(['CAD', 'Desktop', 'Wiki'])
    const portal = await (await ada.get('/')).text()
    const tiles = [...portal.matchAll(/class="nm">([^<]*)</g)].map(([, name]) => name)
    expect(tiles).toEqual(['Wiki', 'CAD', 'Desktop'])
  })

  test('is nobody else’s to change', async () => {
    for (const browser of [guest, ada]) {
      const answer = await browser.post(`${LIST}/${ids.wiki}/move`, { to: 'up' }, HTMX)
      expect([401, 403]).toContain(answer.status)
    }
    expect(names(await list())).toEqual(['CAD', 'Desktop', 'Wiki'])
    expect((await move(crypto.randomUUID(), 'up')).status).toBe(404)
  })
})

describe('the switch in the list', () => {
  const enabled = async () =>
    (await db.select().from(workspaces).where(eq(workspaces.id, ids.cad)))[0]?.enabled
  const path = () => `${LIST}/${ids.cad}/enabled`

  test('counts at once and answers with itself alone', async () => {
    const answer = await admin.post(path(), { enabled: 'off' }, HTMX)
    const piece = await answer.text()
    expect(piece).toStartWith('<form class="inline"')
    expect(piece).toContain('aria-checked="false"')
    expect(piece).toContain('Saved')
    expect(piece).toContain('<p id="summary" hx-swap-oob="true">3 workspaces, 2 enabled.</p>')
    expect(piece).toContain(`action="./workspaces/${ids.cad}/enabled"`)
    expect(await enabled()).toBe(false)
    expect((await admin.post(path(), { enabled: 'on' })).headers.get('location')).toBe(
      '../../workspaces',
    )
    expect(await enabled()).toBe(true)
  })

  test('is for admins, and of a workspace that is there', async () => {
    for (const browser of [guest, ada]) {
      const answer = await browser.post(path(), { enabled: 'off' }, HTMX)
      expect([401, 403]).toContain(answer.status)
    }
    expect(await enabled()).toBe(true)
    const gone = await admin.post(`${LIST}/${crypto.randomUUID()}/enabled`, {}, HTMX)
    expect(gone.status).toBe(404)
  })
})
