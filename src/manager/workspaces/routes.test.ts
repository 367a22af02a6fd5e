import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { setAgent } from '../../db/agents.ts'
import { sessions, workspaces } from '../../db/schema.ts'
import { launchSession } from '../../db/sessions.ts'
import { imagesForAgent } from '../../db/snapshots.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import { ALL_USERS } from '../../domain/access.ts'
import { addAgent, addWorkspace } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'
import { until } from '../../testing/until.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
const agent = await addAgent(db, 'atlas')
afterAll(() => manager[Symbol.asyncDispose]())

const XSS = '"><script>alert(1)</script>'
const FIELDS = {
  kind: 'container',
  name: 'Blender',
  description: 'Modelling',
  icon: 'box',
  tint: '2',
  categories: 'Design, 3D',
  tags: 'gpu, Daily work',
  image: 'casement/blender:4.5',
  cores: '0.1',
  memory: '1536 MiB',
  sharedMemory: '512 MB',
  environment: 'OCIO=/opt/aces\nB=2',
  url: '',
  enabled: 'on',
  groups: [ALL_USERS],
}

async function find(name: string) {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.name, name))
  if (!row) throw new Error(`no workspace ${name}`)
  return row
}

/** What a browser would send back of a form: every control with its value. */
function fieldsOf(page: string): Record<string, string | string[]> {
  const fields: Record<string, string[]> = {}
  const form = page.slice(page.indexOf('id="workspace-form"'))
  const decode = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
  for (const [tag] of form.matchAll(/<input(?:"[^"]*"|[^">])*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1]
    const box = /type="(radio|checkbox)"/.test(tag)
    if (!name || (box && !/ checked/.test(tag))) continue
    fields[name] = [
      ...(fields[name] ?? []),
      decode(/ value="([^"]*)"/.exec(tag)?.[1] ?? (box ? 'on' : '')),
    ]
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</g,
  )) {
    fields[name] = [decode(text)]
  }
  return fields
}

describe('a workspace', () => {
  test('is made, offered, and asked of every agent', async () => {
    const heard: string[] = []
    await using _listening = await manager.database.listen(
      'casement',
      (notice) => heard.push(notice),
      () => {},
    )
    const answer = await admin.post('/admin/workspaces/new', FIELDS)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('location')).toBe('../workspaces')
    const page = await (await admin.get('/admin/workspaces')).text()
    expect(page).toContain('casement/blender:4.5')
    expect((await imagesForAgent(db, agent)).images).toContain('casement/blender:4.5')
    await until('the notice', () => heard.some((notice) => notice.includes('all goals')))
    expect(await (await admin.get('/')).text()).toContain('Blender')
  })

  test('saved again as its form shows it, stays as it is', async () => {
    const before = await find('Blender')
    const page = await (await admin.get(`/admin/workspaces/${before.id}`)).text()
    const answer = await admin.post(`/admin/workspaces/${before.id}`, fieldsOf(page))
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('location')).toBe(`./${before.id}?saved`)
    expect(await find('Blender')).toEqual(before)
    expect(before.cores).toBe(0.1)
  })

  test('is found by its tags, here and in the portal', async () => {
    expect((await find('Blender')).tags).toEqual(['gpu', 'Daily work'])
    expect(await (await admin.get('/admin/workspaces')).text()).toContain('Daily work')
    const [tile = ''] =
      /data-search="blender [^"]*"/.exec(await (await admin.get('/')).text()) ?? []
    expect(tile).toContain('daily work')
  })

  test('says which agents may run it, for what is typed', async () => {
    const ask = async (query: string) =>
      (await admin.get(`/admin/workspaces/where?${query}`, { 'hx-request': 'true' })).text()
    expect(await ask('labels=')).toContain('The only agent may run it')
    expect(await ask('labels=gpu, arm')).toContain('It does not have the labels gpu, arm')
    await setAgent(db, 'system', agent, { labels: ['gpu', 'arm'] })
    expect(await ask('labels=gpu, arm&zones=default')).toContain('The only agent may run it')
    const elsewhere = await ask(`zones=oslo&zones=${encodeURIComponent(XSS)}`)
    expect(elsewhere).toContain('It is in the zone default; this workspace runs in oslo, ')
    expect(elsewhere).not.toContain('<script>alert')
    const { id } = await find('Blender')
    await admin.post(`/admin/workspaces/${id}`, { ...FIELDS, zones: ['oslo'], labels: 'gpu,tpu' })
    const page = await (await admin.get(`/admin/workspaces/${id}`)).text()
    expect(page).toContain('The only agent may not run it')
    expect(fieldsOf(page)).toMatchObject({ zones: ['oslo'], labels: ['gpu, tpu'] })
    await admin.post(`/admin/workspaces/${id}`, FIELDS)
    expect(await find('Blender')).toMatchObject({ zones: [], labels: [] })
  })

  test('switches abilities off, tells the front doors, and keeps them where a form has none', async () => {
    const heard: string[] = []
    await using _listening = await manager.database.listen(
      'casement',
      (notice) => heard.push(notice),
      () => {},
    )
    const before = await find('Blender')
    const path = `/admin/workspaces/${before.id}`
    const form = fieldsOf(await (await admin.get(path)).text())
    expect(form.abilities).toEqual([...ABILITIES])
    await admin.post(path, { ...form, abilities: ['sound', 'no ability'] })
    const { abilitiesOff } = await find('Blender')
    expect(abilitiesOff).toEqual(ABILITIES.filter((name) => name !== 'sound'))
    await until('the notice', () => heard.some((notice) => notice.includes('"routes"')))
    expect(fieldsOf(await (await admin.get(path)).text()).abilities).toEqual(['sound'])
    await admin.post(path, FIELDS)
    expect((await find('Blender')).abilitiesOff).toEqual(abilitiesOff)
    await admin.post(path, form)
    expect(await find('Blender')).toEqual(before)
  })

  test('is not changed by what its form does not have', async () => {
    const { id } = await find('Blender')
    const stranger = {
      ...FIELDS,
      id: crypto.randomUUID(),
      createdAt: '1970-01-01',
      privileged: 'on',
    }
    await admin.post(`/admin/workspaces/${id}`, stranger)
    expect((await find('Blender')).id).toBe(id)
    expect((await find('Blender')).createdAt.getFullYear()).toBeGreaterThan(2000)
  })

  test('becomes a link, and a disabled one is offered to nobody', async () => {
    const id = await addWorkspace(db, { name: 'Wiki' })
    const link = { ...FIELDS, kind: 'link', name: 'Wiki', url: 'https://wiki.example/a?b=c&d' }
    await admin.post(`/admin/workspaces/${id}`, link)
    const portal = await (await admin.get('/')).text()
    expect(portal).toContain('href="https://wiki.example/a?b=c&amp;d"')
    expect(portal).toContain('rel="noopener noreferrer"')
    await admin.post(`/admin/workspaces/${id}`, { ...link, enabled: '' })
    expect(await (await admin.get('/')).text()).not.toContain('wiki.example')
    expect(await (await admin.get('/admin/workspaces')).text()).toContain('wiki.example')
  })

  test('refused, shows every problem beside its field and everything as it was typed', async () => {
    const typed = {
      ...FIELDS,
      name: '',
      description: XSS,
      image: 'Not An Image',
      cores: 'many',
      environment: 'HOME=/root\n<b>',
      categories: 'kept & shown',
    }
    for (const path of [
      '/admin/workspaces/new',
      `/admin/workspaces/${(await find('Blender')).id}`,
    ]) {
      for (const headers of [{}, { 'hx-request': 'true' }]) {
        const answer = await admin.post(path, typed, headers)
        const page = await answer.text()
        expect(answer.status).toBe(422)
        expect(page).toContain('4 fields need a change')
        expect(page).toContain('must not be empty')
        expect(page).toContain('not an image reference')
        expect(page).toContain('HOME is set by the platform')
        expect(page).not.toContain('<script>alert')
        expect(fieldsOf(page)).toMatchObject({
          name: [''],
          description: [XSS],
          image: ['Not An Image'],
          cores: ['many'],
          memory: ['1536 MiB'],
          environment: ['HOME=/root\n<b>'],
          categories: ['kept & shown'],
          icon: ['box'],
          tint: ['2'],
          enabled: ['on'],
          groups: [ALL_USERS],
        })
      }
    }
    expect((await find('Blender')).description).toBe('Modelling')
  })

  test('with a group that is none is refused', async () => {
    const answer = await admin.post('/admin/workspaces/new', {
      ...FIELDS,
      name: 'Orphan',
      groups: [crypto.randomUUID()],
    })
    expect(await answer.text()).toContain('does not exist any more')
    expect(answer.status).toBe(422)
    await expect(find('Orphan')).rejects.toThrow('no workspace')
  })

  test('is shown as text', async () => {
    const id = await addWorkspace(db, { name: XSS, description: XSS, categories: [XSS] })
    const pages = ['/', '/admin/workspaces', `/admin/workspaces/${id}`, '/admin/groups/new']
    for (const path of pages) {
      const page = await (await admin.get(path)).text()
      expect(page).toContain('&lt;script>alert(1)')
      expect(page).not.toContain('<script>alert(1)')
    }
    await db.delete(workspaces).where(eq(workspaces.id, id))
  })

  test('deleted, ends its sessions; what they were stays on record', async () => {
    const id = await addWorkspace(db, { name: 'Short-lived' })
    const userId = await manager.addUser('ada')
    const person = { userId, admin: false, loginId: crypto.randomUUID() }
    const session = await launchSession(db, person, {
      workspaceId: id,
      requestKey: crypto.randomUUID(),
      now: Date.now(),
      sealedPassword: Buffer.alloc(36),
    })
    expect(session.state).toBe('placing')
    const page = await (await admin.get(`/admin/workspaces/${id}`)).text()
    expect(page).toContain('1 session of it runs')
    expect((await admin.post(`/admin/workspaces/${id}/delete`)).status).toBe(303)
    const [after] = await db.select().from(sessions).where(eq(sessions.id, session.id))
    expect(after).toMatchObject({
      state: 'deleting',
      workspaceId: null,
      workspaceName: 'Short-lived',
    })
    expect((await admin.get(`/admin/workspaces/${id}`)).status).toBe(404)
    expect((await admin.post(`/admin/workspaces/${id}/delete`)).status).toBe(404)
  })
})

test('many are disabled and enabled at once', async () => {
  const ids = [await addWorkspace(db, { name: 'One' }), await addWorkspace(db, { name: 'Two' })]
  const enabled = async () => [(await find('One')).enabled, (await find('Two')).enabled]
  await admin.post('/admin/workspaces/enabled', { id: ids, act: 'disable' })
  expect(await enabled()).toEqual([false, false])
  await admin.post('/admin/workspaces/enabled', { id: ids.slice(1), act: 'enable' })
  expect(await enabled()).toEqual([false, true])
})
