import { afterAll, describe, expect, test } from 'bun:test'
import { eq, getTableColumns } from 'drizzle-orm'
import { recordCheckIn } from '../../db/check-in.ts'
import { workspaces } from '../../db/schema.ts'
import { listWorkspaces } from '../../db/workspaces.ts'
import { ALL_USERS } from '../../domain/access.ts'
import { addAgent, checkIn } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'
import { english } from '../../texts/index.ts'
import { type Entry, entryOf } from './entry.ts'
import { readFile, writeFile } from './exchange.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
await manager.addUser('ada')
const ada = await manager.signIn('ada')
const LIST = '/admin/workspaces'
afterAll(() => manager[Symbol.asyncDispose]())

// A host that has what the fullest workspace asks for.
const offers = { volumeRoots: [], devices: ['/dev/dri'], networks: [] }
await recordCheckIn(db, await addAgent(db, 'atlas'), checkIn([], { offers }))

/** Of one column each a value that is not its default; what they hold fits together. */
const FULL: Entry = {
  name: 'Blender & <friends>',
  kind: 'container',
  description: 'Modelling',
  icon: 'box',
  tint: 3,
  categories: ['Design', '3D'],
  tags: ['gpu', 'daily work'],
  enabled: true,
  image: 'casement/blender:4.5',
  cores: 0.1,
  memory: 3 * 1024 ** 3,
  sharedMemory: 256 * 1024 ** 2,
  environment: { OCIO: '/opt/aces=x', EMPTY: '', TOKEN: 'a secret' },
  maxSessions: 7,
  maxPerUser: 2,
  abilitiesOff: ['download', 'sound'],
  profile: 'path',
  profilePath: '/srv/profiles/{user_id}',
  profileQuota: 5 * 1024 ** 3,
  profileSnapshots: 9,
  poolSize: 0,
  runConfig: '{\n  "hostname": "bench"\n}',
  execConfig: '{ "first_launch": { "cmd": "true" } }',
  volumes: [{ source: 'shared', target: '/mnt/shared', readOnly: true }],
  devices: ['/dev/dri'],
  web: {
    scheme: 'https',
    port: 6901,
    path: '/vnc.html?resize=remote',
    user: 'kasm_user',
    fingerprint: 'ab'.repeat(32),
  },
  network: 'isolated',
  zones: ['oslo'],
  labels: ['gpu', 'disk=ssd'],
  linkUrl: '',
  groups: ['All Users'],
}
/** Two that cannot stand beside others of it. */
const POOLED: Entry = { ...FULL, name: 'Pooled', profile: 'off', profilePath: '', poolSize: 3 }
const LINK: Entry = {
  ...FULL,
  name: 'Wiki',
  kind: 'link',
  image: '',
  linkUrl: 'https://wiki.example/',
}

const file = (...entries: unknown[]) =>
  JSON.stringify({ casement: 'workspaces', version: 1, workspaces: entries })

async function upload(content: string, fields: Record<string, string> = {}, browser = admin) {
  const body = new FormData()
  if (Object.keys(fields).length === 0) body.set('file', new File([content], 'workspaces.json'))
  else body.set('content', content)
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const sent = new Response(body)
  const type = sent.headers.get('content-type') ?? ''
  const headers = { 'content-type': type, origin: 'https://desk.example' }
  return browser.send('POST', `${LIST}/import`, headers, await sent.text())
}

async function find(name: string) {
  return db.select().from(workspaces).where(eq(workspaces.name, name))
}

function problems(value: unknown): Record<string, string> {
  const read = readFile(file(value), [], {
    profileRoots: ['/srv/profiles'],
    offers: [{ devices: ['/dev/dri'], networks: ['lan'], volumeRoots: ['/srv'] }],
  })
  if (typeof read === 'function') throw new Error(read(english))
  const [only] = read
  const said = only?.problems.map(({ field, say }) => [field, say(english)]) ?? []
  return Object.fromEntries(said)
}

describe('a file', () => {
  test('has every column of a workspace but its own, and they come back as they were', async () => {
    const own = ['id', 'createdAt', 'position']
    const columns = Object.keys(getTableColumns(workspaces)).filter((name) => !own.includes(name))
    expect(Object.keys(FULL).sort()).toEqual([...columns, 'groups'].sort())

    await db.delete(workspaces)
    const written = [FULL, POOLED, LINK]
    expect((await upload(file(...written), { confirmed: 'yes' })).status).toBe(303)
    const exported = await (await admin.post(`${LIST}/export`)).text()
    const { workspaces: entries } = JSON.parse(exported)
    expect(entries[0]).toEqual(FULL)
    const byName = new Map((await listWorkspaces(db, 'system')).map((row) => [row.name, row]))
    for (const { name } of written) expect(byName.has(name)).toBe(true)

    await db.delete(workspaces)
    await upload(exported, { confirmed: 'yes' })
    const again = (await listWorkspaces(db, 'system')).map(entryOf)
    expect(again).toEqual(entries)
    expect(again.map(({ name }) => name)).toEqual(written.map(({ name }) => name))
    expect(writeFile(again, new Date(0))).not.toContain('createdAt')
  })

  test('that leaves fields out gets the defaults', async () => {
    const read = readFile(file({ name: 'Small', image: 'team/small' }), [], {
      profileRoots: [],
      offers: [],
    })
    expect(read).toMatchObject([
      { fields: { kind: 'container', cores: 2, enabled: false, tags: [] }, problems: [] },
    ])
  })

  test.each<[string, Record<string, unknown>, string, string]>([
    ['a field that nobody knows', { privileged: true }, 'privileged', 'does not know it'],
    ['one with a name of every object', { constructor: 1 }, 'constructor', 'does not know it'],
    ['text where a number is', { cores: 'many' }, 'cores', 'another form'],
    ['a number out of range', { cores: 1000 }, 'cores', 'from 0.1 to 256'],
    [
      'a second line in a variable',
      { environment: { A: 'b\nLD_PRELOAD=x' } },
      'environment',
      'form',
    ],
    ['a reserved variable', { environment: { VNC_PW: 'x' } }, 'environment', 'set by the platform'],
    ['a comma in a tag', { tags: ['a,b'] }, 'tags', 'another form'],
    ['an ability that is none', { abilitiesOff: ['fly'] }, 'abilitiesOff', 'another form'],
    ['a path outside', { profile: 'path', profilePath: '/etc/{user_id}' }, 'profilePath', 'below'],
    [
      'an address that is none',
      { kind: 'link', linkUrl: 'javascript:1' },
      'linkUrl',
      'web address',
    ],
    ['no name', { name: '' }, 'name', 'must not be empty'],
  ])('with %s is refused by name', (_, change, field, sentence) => {
    const found = problems({ name: 'X', image: 'team/x', ...change })
    expect(Object.keys(found)).toEqual([field])
    expect(found[field]).toContain(sentence)
  })

  test.each([
    ['nothing', '', 'No file was chosen'],
    ['no JSON', '{', 'not JSON'],
    ['another JSON', '{"workspaces":[]}', 'no export of workspaces'],
    ['a later version', file().replace('"version":1', '"version":2'), 'newer version'],
    ['no workspace', file(), 'no workspace in it'],
  ])('of %s is refused with a sentence', async (_, content, sentence) => {
    const answer = await upload(content)
    expect(await answer.text()).toContain(sentence)
    expect(answer.status).toBe(422)
  })
})

describe('an import', () => {
  test('shows what would become of it, and saves nothing before that is confirmed', async () => {
    await db.delete(workspaces)
    await upload(file({ ...FULL, name: 'Taken' }), { confirmed: 'yes' })
    const answer = await upload(
      file(
        { ...FULL, name: 'taken', groups: ['Nowhere <b>'] },
        { name: 'Fresh', image: 'team/fresh' },
      ),
    )
    const page = await answer.text()
    expect(page).toContain('There is a workspace called taken already')
    expect(page).toContain('Not here, so left out: Nowhere &lt;b>')
    expect(page).toContain('It comes switched off')
    expect(answer.status).toBe(200)
    expect(await db.$count(workspaces)).toBe(1)
  })

  test('skips, replaces or keeps both, as chosen', async () => {
    const [before] = await find('Taken')
    const content = file({ ...FULL, name: 'Taken', cores: 4, groups: [] })
    const skipped = await upload(content, { 'choice-0': 'skip' })
    expect(skipped.headers.get('location')).toContain('created=0&replaced=0&skipped=1')
    expect(await find('Taken')).toEqual(before ? [before] : [])
    await upload(content, { 'choice-0': 'both' })
    expect(await find('Taken 2')).toMatchObject([{ cores: 4 }])
    await upload(content, { 'choice-0': 'replace' })
    expect(await find('Taken')).toMatchObject([{ id: before?.id, cores: 4 }])
    const row = (await listWorkspaces(db, 'system')).find(({ name }) => name === 'Taken')
    expect(row?.groups).toEqual([])
    const list = await (await admin.get(`${LIST}?created=1&replaced=2&skipped=3`)).text()
    expect(list).toContain('1 created, 2 replaced, 3 skipped.')
  })

  test('with anything wrong saves nothing of it', async () => {
    const before = await db.select().from(workspaces)
    const content = file(
      { name: 'Good', image: 'team/good' },
      { name: 'Bad', image: 'Not An Image' },
      7,
    )
    for (const fields of [{}, { 'choice-0': 'both' }]) {
      const answer = await upload(content, fields)
      const page = await answer.text()
      expect(page).toContain('2 of 3 cannot be imported')
      expect(page).toContain('not an image reference')
      expect(page).toContain('This is no workspace')
      expect(answer.status).toBe(422)
    }
    expect(await db.select().from(workspaces)).toEqual(before)
  })

  test('asks again where a name was taken meanwhile', async () => {
    const answer = await upload(file({ name: 'Taken', image: 'team/x' }), { confirmed: 'yes' })
    expect(await answer.text()).toContain('a name was taken')
    expect(answer.status).toBe(409)
  })

  test('is as large as a file may be, and is nobody else’s', async () => {
    const large = await upload(file({ name: 'x'.repeat(1024 * 1024) }))
    expect(large.status).toBe(413)
    for (const browser of [manager.visit(), ada]) {
      const answer = await upload(file({ name: 'Evil', image: 'team/x' }), { go: 'on' }, browser)
      expect([303, 401, 403]).toContain(answer.status)
      const exported = await browser.post(`${LIST}/export`, {}, { accept: 'application/json' })
      expect(await exported.text()).not.toContain('a secret')
      expect([401, 403]).toContain(exported.status)
    }
    expect(await find('Evil')).toEqual([])
  })
})

test('an export holds what was picked, and is a file', async () => {
  const [taken] = await find('Taken')
  const answer = await admin.post(`${LIST}/export`, { id: taken?.id ?? '', act: 'export' })
  expect(JSON.parse(await answer.text()).workspaces).toMatchObject([{ name: 'Taken' }])
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="workspaces-\d{4}-\d\d-\d\d\.json"$/,
  )
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const page = await (await admin.get(`${LIST}/${taken?.id}`)).text()
  expect(page).toContain('Look at these variables first: TOKEN.')
})

test('a copy is a form filled in alike, switched off, and exists once it is saved', async () => {
  const [taken] = await find('Taken')
  const count = await db.$count(workspaces)
  const page = await (await admin.get(`${LIST}/new?from=${taken?.id}`)).text()
  expect(page).toContain('Copy of Taken')
  expect(page).toContain('value="Taken copy"')
  expect(page).toContain('value="casement/blender:4.5"')
  expect(page).toMatch(/name="enabled"(?![^>]* checked)/)
  expect(await db.$count(workspaces)).toBe(count)
  await upload(file({ ...FULL, name: 'Taken copy' }), { confirmed: 'yes' })
  expect(await (await admin.get(`${LIST}/new?from=${taken?.id}`)).text()).toContain('Taken copy 2')
  expect((await admin.get(`${LIST}/new?from=${ALL_USERS}`)).status).toBe(404)
  expect((await admin.get(`${LIST}/new?from=x`)).status).toBe(404)
})
