import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { abilitiesOf } from '../../db/abilities.ts'
import { findGroup } from '../../db/groups.ts'
import { groups, workspaceGroups } from '../../db/schema.ts'
import { settingsOf } from '../../db/sessions.ts'
import { ADMINISTRATORS, ALL_USERS } from '../../domain/access.ts'
import { addWorkspace } from '../../testing/fixtures.ts'
import { PASSWORD, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
const ada = await manager.addUser('ada')
const blender = await addWorkspace(db, { name: 'Blender' })
await db.delete(workspaceGroups).where(eq(workspaceGroups.workspaceId, blender))
afterAll(() => manager[Symbol.asyncDispose]())

const XSS = '<svg onload=alert(1)>'

async function make(fields: Record<string, string | string[]> = {}): Promise<string> {
  const name = `group ${crypto.randomUUID()}`
  const answer = await admin.post('/admin/groups/new', { name, priority: '50', ...fields })
  expect(await answer.text()).toBe('')
  expect(answer.headers.get('location')).toBe('../groups')
  const typed = fields.name ?? name
  const [row] = await db
    .select()
    .from(groups)
    .where(eq(groups.name, String(typed)))
  return row?.id ?? ''
}

describe('a group', () => {
  test('names what opens when its members sign in', async () => {
    const id = await make({ members: [ada], workspaces: [blender], start: blender })
    const page = await (await admin.get(`/admin/groups/${id}`)).text()
    expect(page).toContain(`value="${blender}" selected`)
    const signedIn = () => manager.visit().post('/sign-in', { name: 'ada', password: PASSWORD })
    expect((await signedIn()).headers.get('location')).toBe(`./launch/${blender}`)

    const refused = await admin.post(`/admin/groups/${id}`, {
      name: 'x',
      priority: '50',
      start: 'x',
    })
    expect(refused.status).toBe(422)
    await admin.post(`/admin/groups/${id}/delete`)
    expect((await signedIn()).headers.get('location')).toBe('./')
  })

  test('keeps members, workspaces and limits, and shows them again', async () => {
    const id = await make({
      name: 'Design',
      description: 'People who draw',
      members: [ada],
      workspaces: [blender],
      maxSessions: '2',
      sessionMinutes: '',
    })
    expect(await findGroup(db, 'system', id)).toMatchObject({
      name: 'Design',
      priority: 50,
      memberIds: [ada],
      workspaceIds: [blender],
      settings: { maxSessions: 2 },
      system: false,
      administrators: false,
    })
    const page = await (await admin.get(`/admin/groups/${id}`)).text()
    expect(page).toContain('Now 2, set here.')
    expect(page).toContain('the default')
    expect(page).toContain('value="People who draw"')
    const browser = await manager.signIn('ada')
    expect(await (await browser.get('/')).text()).toContain('Blender')
    await admin.post(`/admin/groups/${id}`, { name: 'Design', priority: '50', members: [ada] })
    expect(await (await browser.get('/')).text()).not.toContain('Blender')
    await admin.post(`/admin/groups/${id}/delete`)
    expect((await admin.get(`/admin/groups/${id}`)).status).toBe(404)
  })

  test('of the lowest number decides, and the page says whose value it is', async () => {
    const id = await manager.addUser('limited')
    const strict = { name: 'Strict', priority: '5', members: [id], maxSessions: '1' }
    await make(strict)
    await make({
      name: 'Generous',
      priority: '6',
      members: [id],
      maxSessions: '100',
      sessionMinutes: '60',
      sessionEnd: 'stop',
    })
    const { maxSessions, sessionMinutes, sessionEnd } = await settingsOf(db, id)
    expect([sessionEnd.value, sessionEnd.origin?.name]).toEqual([1, 'Generous'])
    expect([maxSessions.value, maxSessions.origin?.name]).toEqual([1, 'Strict'])
    expect([sessionMinutes.value, sessionMinutes.origin?.name]).toEqual([60, 'Generous'])
    const page = await (await admin.get(`/admin/users/${id}`)).text()
    expect(page).toContain('Strict')
    expect(page).toContain('Generous')
  })

  test('switches abilities, and the pages say whose word counts', async () => {
    const id = await manager.addUser('switched')
    await make({ name: 'Closed', priority: '3', members: [id], upload: 'off', sound: 'on' })
    const open = await make({ name: 'Open', priority: '4', members: [id], upload: 'on' })
    const { upload, sound, printing } = await abilitiesOf(db, id)
    expect([upload.on, upload.origin?.name]).toEqual([false, 'Closed'])
    expect([sound.on, sound.origin?.name]).toEqual([true, 'Closed'])
    expect([printing.on, printing.origin]).toEqual([true, undefined])
    expect(await (await admin.get(`/admin/users/${id}`)).text()).toMatch(
      /Upload files<\/th><td>Off<\/td><td class="muted">Closed/,
    )
    const page = await (await admin.get(`/admin/groups/${open}`)).text()
    expect(page).toContain('name="upload" value="on" checked')
    expect(page).toContain('Now on, set here.')
    expect(page).toContain('name="sound" value checked')
    const { name } = await findGroup(db, 'system', open)
    await admin.post(`/admin/groups/${open}`, { name, priority: '4', members: [id] })
    expect((await findGroup(db, 'system', open)).abilities).toEqual({})
  })

  test.each([
    ['no name', { name: '' }, 'must not be empty'],
    ['a taken name', { name: 'All Users' }, 'a group called All Users already'],
    ['a long description', { description: 'x'.repeat(301) }, 'at most 300'],
    ['no priority', { priority: '' }, 'whole number from 0 to 9999'],
    ['a priority that is none', { priority: '1e3' }, 'whole number'],
    ['a limit below its range', { maxSessions: '-1' }, 'whole number from 0 to 1000'],
    ['an end that is none', { idleEnd: 'explode' }, 'Choose what happens then'],
    ['a limit above its range', { sessionMinutes: '525601' }, 'from 0 to 525600'],
    ['an ability that is neither', { upload: 'maybe' }, 'Choose not set, on or off'],
    ['a member that is none', { members: crypto.randomUUID() }, 'does not exist any more'],
    ['a workspace that is none', { workspaces: crypto.randomUUID() }, 'does not exist any more'],
    ['a member that is no id', { members: 'x' }, 'does not exist'],
  ])('with %s is refused, and nothing typed is lost', async (_, wrong, sentence) => {
    const before = await db.$count(groups)
    const fields = { name: 'Typed & kept', priority: '7', ...wrong }
    for (const headers of [{}, { 'hx-request': 'true' }]) {
      const answer = await admin.post('/admin/groups/new', fields, headers)
      const page = await answer.text()
      expect(page).toContain(sentence)
      if (!('name' in wrong)) expect(page).toContain('value="Typed &amp; kept"')
      expect(answer.status).toBe(422)
    }
    expect(await db.$count(groups)).toBe(before)
  })

  test('cannot be made one that administers by the form', async () => {
    const id = await make({ administrators: 'on', system: 'on', members: [ada] })
    expect((await findGroup(db, 'system', id)).administrators).toBe(false)
    expect((await (await manager.signIn('ada')).get('/admin/groups')).status).toBe(403)
  })

  test('is shown as text', async () => {
    const id = await make({ name: XSS, description: XSS, members: [ada] })
    for (const path of [
      '/admin/groups',
      `/admin/groups/${id}`,
      `/admin/users/${ada}`,
      '/admin/users',
    ]) {
      const page = await (await admin.get(path)).text()
      expect(page).toContain('&lt;svg')
      expect(page).not.toContain('<svg onload')
    }
  })
})

describe('a form that was opened before somebody else saved', () => {
  test('takes back nothing of theirs, and keeps what was ticked when it is refused', async () => {
    const [bob, eve] = [await manager.addUser('bob'), await manager.addUser('eve')]
    const id = await make({ members: [ada, bob] })
    const { name } = await findGroup(db, 'system', id)
    const page = await (await admin.get(`/admin/groups/${id}`)).text()
    const shown = { 'members-shown': shownIn(page, 'members') ?? '', 'workspaces-shown': '' }
    const theirs = { name, priority: '50', members: [ada, bob, eve], workspaces: [blender] }
    await admin.post(`/admin/groups/${id}`, { ...shown, ...theirs })

    const mine = { ...shown, name, members: [ada] }
    const refused = await admin.post(`/admin/groups/${id}`, { ...mine, priority: 'first' })
    expect(refused.status).toBe(422)
    const again = await refused.text()
    expect(shownIn(again, 'members')).toBe(shown['members-shown'])
    expect(again).toContain(`name="members" value="${ada}" checked`)
    expect(again).not.toContain(`name="members" value="${bob}" checked`)

    await admin.post(`/admin/groups/${id}`, { ...mine, priority: '50' })
    const { memberIds, workspaceIds } = await findGroup(db, 'system', id)
    expect(memberIds.toSorted()).toEqual([ada, eve].toSorted())
    expect(workspaceIds).toEqual([blender])
  })
})

function shownIn(page: string, field: string): string | undefined {
  return new RegExp(`name="${field}-shown" value="([^"]*)"`).exec(page)?.[1]
}

describe('a built-in group', () => {
  test.each([ALL_USERS, ADMINISTRATORS])('%s cannot be deleted or renamed', async (id) => {
    const gone = await admin.post(`/admin/groups/${id}/delete`)
    expect(await gone.text()).toContain('built in')
    expect(gone.status).toBe(409)
    const before = await findGroup(db, 'system', id)
    const renamed = await admin.post(`/admin/groups/${id}`, {
      name: 'Renamed',
      priority: '1',
      members: [...before.memberIds],
    })
    expect(await renamed.text()).toContain('keeps its name')
    expect(renamed.status).toBe(422)
    expect(await findGroup(db, 'system', id)).toEqual(before)
  })

  test('All Users keeps everybody, whatever the form says', async () => {
    const { name, memberIds } = await findGroup(db, 'system', ALL_USERS)
    await admin.post(`/admin/groups/${ALL_USERS}`, { name, priority: '1000', maxSessions: '3' })
    const after = await findGroup(db, 'system', ALL_USERS)
    expect(after.memberIds.toSorted()).toEqual(memberIds.toSorted())
    expect(after.settings).toEqual({ maxSessions: 3 })
  })
})
