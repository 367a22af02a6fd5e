import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { recordCheckIn } from '../../db/check-in.ts'
import { agents, groupMembers, workspaceGroups, workspaces } from '../../db/schema.ts'
import { addAgent, addWorkspace, checkIn } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
await db.delete(workspaces)
const adaId = await manager.addUser('ada')
await manager.addUser('bob')
const ada = await manager.signIn('ada')
const bob = await manager.signIn('bob')
const admin = await manager.signIn('admin')
afterAll(() => manager[Symbol.asyncDispose]())

/** A workspace that only members of a group of its own see. */
async function restricted(name: string, members: string[]): Promise<string> {
  const id = await addWorkspace(db, { name })
  await db.delete(workspaceGroups).where(eq(workspaceGroups.workspaceId, id))
  const group = `For ${name}`
  await admin.post('/admin/groups/new', { name: group, priority: '9', members, workspaces: [id] })
  return id
}

function portal(browser: typeof ada, query = ''): Promise<string> {
  return browser.get(`/${query}`).then((answer) => answer.text())
}

describe('the portal', () => {
  test('before there is anything, says whom to ask', async () => {
    expect(await portal(ada)).toContain('Ask an admin')
    expect(await portal(admin)).toContain('admin/workspaces/new')
  })

  test('without an agent, says that nothing can be opened', async () => {
    await addWorkspace(db, { name: 'Everybody’s' })
    expect(await portal(ada)).toContain('No host reports')
    await addAgent(db, 'atlas')
    expect(await portal(ada)).not.toContain('No host reports')
  })

  test('shows the tiles of one’s groups and no others', async () => {
    const id = await restricted('Design studio', [adaId])
    expect(await portal(ada)).toContain('Design studio')
    const others = await portal(bob)
    expect(others).toContain('Everybody’s')
    expect(others).not.toContain('Design studio')
    expect(others).not.toContain(id)
    expect(await portal(admin)).not.toContain('Design studio')
    const launch = await bob.post(`/workspaces/${id}/launch`, {}, { accept: 'application/json' })
    expect(launch.status).toBe(404)
    await db.delete(groupMembers).where(eq(groupMembers.userId, adaId))
    expect(await portal(ada)).not.toContain('Design studio')
    expect(await portal(ada)).not.toContain('Everybody’s')
  })

  test('shows a workspace of two groups of one’s own once', async () => {
    await manager.addUser('cyd')
    const cyd = await manager.signIn('cyd')
    await addWorkspace(db, { name: 'Twice' })
    await admin.post('/admin/groups/new', {
      name: 'Second group',
      priority: '9',
      members: [await userId('cyd')],
      workspaces: [await workspaceId('Twice')],
    })
    expect((await portal(cyd)).match(/class="nm">Twice</g)).toHaveLength(1)
  })

  test('filters by category, and an unknown one filters nothing', async () => {
    await addWorkspace(db, { name: 'Blender', categories: ['Design & 3D'] })
    await addWorkspace(db, { name: 'Terminal', categories: ['Daily'] })
    const design = await portal(bob, `?category=${encodeURIComponent('Design & 3D')}`)
    expect(design).toContain('Blender')
    expect(design).not.toContain('Terminal')
    expect(await portal(bob, '?category=%3Cscript%3E')).toContain('Terminal')
  })

  test('shows how far an image is, and why it cannot be had', async () => {
    const [agent] = await db.select({ id: agents.id }).from(agents)
    const image = { reference: 'casement/blender', percent: 34, message: 'Out of luck.', size: 0 }
    await addWorkspace(db, { name: 'Slow', image: image.reference })
    const report = (state: 'building' | 'failed') =>
      recordCheckIn(db, agent?.id ?? '', { ...checkIn([]), images: [{ ...image, state }] })
    await report('building')
    expect(await portal(bob)).toContain('being prepared, 34 %')
    await report('failed')
    const failed = await portal(bob)
    expect(failed).toContain('Out of luck.')
    expect(failed).toContain('aria-disabled="true"')
  })

  test('gives the sessions alone to whoever polls for them', async () => {
    const answer = await bob.get('/portal/sessions', { 'hx-request': 'true' })
    expect(await answer.text()).toStartWith('<section')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('has no URL but relative ones', async () => {
    for (const path of [
      '/',
      '/password',
      '/admin/users',
      '/admin/workspaces/new',
      '/admin/system',
    ]) {
      const page = await (await admin.get(path)).text()
      const urls = [...page.matchAll(/ (?:href|src|action|hx-\w+)="([^"]*)"/g)].map(
        ([, url]) => url,
      )
      expect(urls.length).toBeGreaterThan(5)
      for (const url of urls)
        expect([path, url]).not.toEqual([path, expect.stringMatching(/^\/|:\/\//)])
    }
  })
})

async function userId(username: string): Promise<string> {
  const { findCredentials } = await import('../../db/users.ts')
  return (await findCredentials(db, { username }))?.userId ?? ''
}

async function workspaceId(name: string): Promise<string> {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.name, name))
  return row?.id ?? ''
}

const eveId = await manager.addUser('eve')
const eve = await manager.signIn('eve')

describe('favourites', () => {
  test('come first, and alone where one asks for them', async () => {
    const first = await addWorkspace(db, { name: 'Aaa' })
    const last = await addWorkspace(db, { name: 'Zzz <b>' })
    const order = async (query = '') =>
      [...(await portal(eve, query)).matchAll(/class="nm">([^<]*)/g)].map(([, name]) => name)
    expect((await order()).indexOf('Aaa')).toBe(0)

    await eve.post(`/workspaces/${last}/favourite`, { marked: 'on' })
    await eve.post(`/workspaces/${last}/favourite`, { marked: 'on' })
    expect((await order()).slice(0, 2)).toEqual(['Zzz &lt;b>', 'Aaa'])
    expect(await order('?favourites')).toEqual(['Zzz &lt;b>'])
    expect(await portal(bob, '?favourites')).toContain('No favourite yet')

    await eve.post(`/workspaces/${last}/favourite`, { marked: '' })
    expect(await order('?favourites')).toEqual([])
    await db.delete(workspaces).where(eq(workspaces.id, first))
  })

  test('are answered as the star that was pressed', async () => {
    const id = await addWorkspace(db, { name: 'Star' })
    const answer = await eve.post(
      `/workspaces/${id}/favourite`,
      { marked: 'on' },
      { 'hx-request': 'true' },
    )
    const html = await answer.text()
    expect(html).toStartWith(`<form class="favourite" id="favourite-${id}"`)
    expect(html).toContain('aria-pressed="true"')
    expect(html).toContain(`action="./workspaces/${id}/favourite"`)
  })

  test('are not made of what one does not see', async () => {
    const hidden = await restricted('Hidden from bob', [eveId])
    for (const id of [hidden, crypto.randomUUID()]) {
      expect((await bob.post(`/workspaces/${id}/favourite`, { marked: 'on' })).status).toBe(404)
    }
    expect((await eve.post(`/workspaces/${hidden}/favourite`, { marked: 'on' })).status).toBe(303)
  })
})

test('the app can be installed from any path', async () => {
  const manifest = await (await manager.visit().get('/manifest.webmanifest')).json()
  expect(manifest).toMatchObject({ id: './', start_url: './', scope: './', lang: 'en' })
  for (const { src } of manifest.icons) {
    const icon = await manager.visit().get(new URL(src, 'https://desk.example/').pathname)
    expect(icon.headers.get('content-type')).toBe('image/png')
    expect(src).toStartWith('./assets/')
  }
  expect(await portal(ada)).toContain('<link rel="manifest" href="./manifest.webmanifest"/>')
})
