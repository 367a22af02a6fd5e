import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { recordCheckIn } from '../../db/check-in.ts'
import { forgetDeletedUsers } from '../../db/deleted-users.ts'
import { groupMembers, groups, sessions, users } from '../../db/schema.ts'
import { launchSession } from '../../db/sessions.ts'
import { findCredentials, findUser } from '../../db/users.ts'
import { ADMINISTRATORS, ALL_USERS } from '../../domain/access.ts'
import { addAgent, addWorkspace, checkIn } from '../../testing/fixtures.ts'
import { PASSWORD, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
const self = (await findCredentials(db, { username: 'admin' }))?.userId ?? ''
afterAll(() => manager[Symbol.asyncDispose]())

let name: string
let id: string
beforeEach(async () => {
  name = `user-${crypto.randomUUID()}`
  id = await manager.addUser(name)
})

const XSS = '<img src=x onerror=alert(1)>" hx-get="/x'

function save(path: string, fields: Record<string, string | string[]>, htmx = false) {
  return admin.post(path, fields, htmx ? { 'hx-request': 'true' } : {})
}

function groupsOf(userId: string) {
  return db
    .select({ id: groupMembers.groupId })
    .from(groupMembers)
    .where(eq(groupMembers.userId, userId))
    .then((rows) => rows.map((row) => row.id).sort())
}

test('a list that is longer than a page is gone through by links, in whichever order names are written', async () => {
  const tag = crypto.randomUUID().slice(0, 8)
  const names = Array.from(
    { length: 103 },
    (_, at) => `${at % 2 ? 'Z' : 'z'}${String(at).padStart(3, '0')}-${tag}`,
  )
  await db.insert(users).values(names.map((username) => ({ username, passwordHash: '' })))
  const read = async (path: string) => {
    const page = await (await admin.get(path)).text()
    const link = (rel: string) => {
      const href = new RegExp(`rel="${rel}" href="([^"]*)"`).exec(page)?.[1]
      if (href === undefined) return undefined
      const { pathname, search } = new URL(
        href.replaceAll('&amp;', '&'),
        'http://manager/admin/users',
      )
      return pathname + search
    }
    const shown = names.filter((one) => page.includes(`>${one}<`))
    return { shown, next: link('next') ?? '', previous: link('prev') ?? '' }
  }
  const first = await read(`/admin/users?search=${tag}`)
  expect(first.shown).toEqual(names.slice(0, 100))
  expect(first.previous).toBe('')
  const second = await read(first.next)
  expect(second.shown).toEqual(names.slice(100))
  expect(second.next).toBe('')
  expect((await read(second.previous)).shown).toEqual(first.shown)
})

test('groups that a form never showed stay; All Users stays whatever it says', async () => {
  const [group] = await db
    .insert(groups)
    .values({ name: 'Late', priority: 5 })
    .returning({ id: groups.id })
  const late = group?.id ?? ''
  const path = `/admin/users/${id}`
  const shown = /name="groups-shown" value="([^"]*)"/.exec(
    await (await admin.get(path)).text(),
  )?.[1]
  expect(shown).toBe(ALL_USERS)
  await db.insert(groupMembers).values({ groupId: late, userId: id })

  await save(path, { name, enabled: 'on', 'groups-shown': ALL_USERS })
  expect(await groupsOf(id)).toEqual([ALL_USERS, late].sort())

  await save(path, { name, enabled: 'on', 'groups-shown': `${ALL_USERS} ${late}` })
  expect(await groupsOf(id)).toEqual([ALL_USERS])
})

describe('adding a user', () => {
  const fresh = () => ({
    name: `new-${crypto.randomUUID()}`,
    password: 'a first password',
    enabled: 'on',
  })

  test('makes somebody who signs in and must change the password first', async () => {
    const fields = { ...fresh(), displayName: 'New Person' }
    const answer = await save('/admin/users/new', fields)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('location')).toBe('../users')
    const browser = manager.visit()
    await browser.post('/sign-in', { name: fields.name, password: fields.password })
    expect((await browser.get('/')).headers.get('location')).toBe('./password')
    expect(await (await admin.get('/admin/users')).text()).toContain('New Person')
  })

  test('puts them into All Users, and into no group that was not chosen', async () => {
    const fields = { ...fresh(), admin: 'on', administrators: 'true', role: 'admin' }
    await save('/admin/users/new', fields)
    const made = await findCredentials(db, { username: fields.name })
    expect(await groupsOf(made?.userId ?? '')).toEqual([ALL_USERS])
  })

  test('takes no column from the form that the form does not have', async () => {
    const fields = {
      ...fresh(),
      id: self,
      passwordHash: 'x',
      mustChangePassword: 'false',
      __proto__: 'x',
    }
    await save('/admin/users/new', fields)
    const made = await findCredentials(db, { username: fields.name })
    expect(made?.userId).not.toBe(self)
    expect(made?.passwordHash).toStartWith('$argon2id$')
    expect((await findUser(db, 'system', made?.userId ?? '')).mustChangePassword).toBe(true)
  })

  test.each([
    ['an empty name', { name: ' ' }, 'must not be empty'],
    ['a name with a space', { name: 'a b' }, 'Letters, digits'],
    ['a name that is markup', { name: XSS }, 'Letters, digits'],
    ['a name of another script', { name: 'аdmin' }, 'Letters, digits'],
    ['a long name', { name: 'a'.repeat(65) }, 'at most 64'],
    ['a taken name', { name: 'ADMIN' }, 'Somebody is called ADMIN already'],
    ['a short password', { password: 'short' }, 'at least 12'],
    ['a long full name', { displayName: 'é'.repeat(129) }, 'at most 128'],
    ['a full name of two lines', { displayName: 'a\nb' }, 'one line'],
    ['a group that is none', { groups: crypto.randomUUID() }, 'does not exist any more'],
    ['a group that is no id', { groups: "' or 1=1" }, 'does not exist'],
  ])('refuses %s beside its field, and loses nothing typed', async (_, wrong, sentence) => {
    const before = await db.$count(users)
    const fields = { ...fresh(), displayName: 'Typed & kept', ...wrong }
    for (const htmx of [false, true]) {
      const answer = await save('/admin/users/new', fields, htmx)
      const page = await answer.text()
      expect(page).toContain(sentence)
      expect(page).toContain('aria-invalid="true"')
      if (!('displayName' in wrong)) expect(page).toContain('value="Typed &amp; kept"')
      expect(page).not.toContain('<img src=x')
      expect(page).not.toContain('a first password')
      expect(page.startsWith('<!doctype html>')).toBe(!htmx)
      expect(answer.status).toBe(422)
    }
    expect(await db.$count(users)).toBe(before)
  })

  test('says all that is wrong at once', async () => {
    const page = await (await save('/admin/users/new', { name: '', password: 'x' })).text()
    expect(page).toContain('2 fields need a change')
  })
})

describe('editing a user', () => {
  test('changes names and groups; All Users cannot be left', async () => {
    const fields = { name, displayName: 'Ada', enabled: 'on', groups: [ADMINISTRATORS] }
    const answer = await save(`/admin/users/${id}`, fields)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('location')).toBe(`./${id}?saved`)
    expect(await groupsOf(id)).toEqual([ADMINISTRATORS, ALL_USERS].sort())
    expect((await (await manager.signIn(name)).get('/admin/users')).status).toBe(200)
    await save(`/admin/users/${id}`, { name, displayName: 'Ada', enabled: 'on' })
    expect(await groupsOf(id)).toEqual([ALL_USERS])
  })

  test('a role that was taken away is gone with the next request', async () => {
    await save(`/admin/users/${id}`, { name, enabled: 'on', groups: [ADMINISTRATORS] })
    const browser = await manager.signIn(name)
    expect((await browser.get('/admin/users')).status).toBe(200)
    await save(`/admin/users/${id}`, { name, enabled: 'on' })
    expect((await browser.get('/admin/users')).status).toBe(403)
  })

  test('disabling signs them out; enabling lets them in again', async () => {
    const browser = await manager.signIn(name)
    await save(`/admin/users/${id}`, { name })
    expect((await browser.get('/')).status).toBe(303)
    expect(await (await admin.get(`/admin/users/${id}`)).text()).toContain('Disabled')
    await save(`/admin/users/${id}`, { name, enabled: 'on' })
    expect((await manager.signIn(name)).cookie).toBeDefined()
  })

  test('shows names as text, everywhere', async () => {
    await save(`/admin/users/${id}`, { name, displayName: XSS, enabled: 'on' })
    const browser = await manager.signIn(name)
    for (const page of [
      await admin.get('/admin/users'),
      await admin.get(`/admin/users/${id}`),
      await admin.get('/admin/groups/new'),
      await browser.get('/'),
      await browser.get('/admin/users'),
    ]) {
      const text = await page.text()
      expect(text).toContain('&lt;img src=x')
      expect(text).not.toContain('<img src=x')
      expect(text).not.toMatch(/<[^>]* hx-get="\/x/)
    }
  })

  test('setting a password signs them out and makes them choose their own', async () => {
    const browser = await manager.signIn(name)
    const set = await save(`/admin/users/${id}/password`, { password: 'a given password' }, true)
    expect(set.headers.get('hx-redirect')).toBe(`./${id}?saved`)
    expect((await browser.get('/')).status).toBe(303)
    const anew = manager.visit()
    await anew.post('/sign-in', { name, password: 'a given password' })
    expect((await anew.get('/')).headers.get('location')).toBe('./password')
    const refused = await save(`/admin/users/${id}/password`, { password: 'short' })
    expect(await refused.text()).toContain('at least 12')
    expect(refused.status).toBe(422)
  })
})

describe('the list', () => {
  test('finds names and groups, and takes what is typed as text', async () => {
    const found = await (await admin.get(`/admin/users?search=${name.toUpperCase()}`)).text()
    expect(found).toContain(name)
    expect(found).not.toContain('>admin<')
    const grouped = await (await admin.get('/admin/users?search=Administrators')).text()
    expect(grouped).toContain('admin')
    expect(grouped).not.toContain(name)
    for (const search of ['%', '_', "'", '\\', '<b>']) {
      const page = await admin.get(`/admin/users?search=${encodeURIComponent(search)}`)
      expect(await page.text()).toContain('Nobody matches')
    }
  })
})

describe('deleting a user', () => {
  test('signs them out and ends their sessions; the rest goes once an agent confirms it', async () => {
    const agent = await addAgent(db, `agent-${id}`)
    const person = { userId: id, admin: false, loginId: crypto.randomUUID() }
    const session = await launchSession(db, person, {
      workspaceId: await addWorkspace(db),
      requestKey: crypto.randomUUID(),
      now: Date.now(),
      sealedPassword: Buffer.alloc(36),
    })
    const browser = await manager.signIn(name)
    const page = await (await admin.get(`/admin/users/${id}`)).text()
    expect(page).toContain('1 running session will be ended')

    expect((await admin.post(`/admin/users/${id}/delete`)).status).toBe(303)
    expect((await browser.get('/')).status).toBe(303)
    expect(await (await admin.get('/admin/users')).text()).not.toContain(name)
    expect((await admin.get(`/admin/users/${id}`)).status).toBe(404)
    expect((await admin.post(`/admin/users/${id}/delete`)).status).toBe(404)
    expect((await admin.post(`/admin/users/${id}`, { name, enabled: 'on' })).status).toBe(404)
    const again = await manager.visit().post('/sign-in', { name, password: PASSWORD })
    expect(again.status).toBe(401)

    const [ending] = await db.select().from(sessions).where(eq(sessions.id, session.id))
    expect(ending).toMatchObject({ state: 'deleting', releasedAt: null })
    await forgetDeletedUsers(db)
    expect(await db.$count(users, eq(users.id, id))).toBe(1)
    const gone = { session: session.id, generation: session.generation, state: 'absent' } as const
    await recordCheckIn(db, session.agentId ?? agent, checkIn([gone]))
    await forgetDeletedUsers(db)
    expect(await db.$count(users, eq(users.id, id))).toBe(0)
  })

  test('without a session leaves nothing at once, and the name is free again', async () => {
    await admin.post(`/admin/users/${id}/delete`)
    expect(await db.$count(users, eq(users.id, id))).toBe(0)
    expect(await manager.addUser(name)).not.toBe(id)
  })
})

describe('the last admin', () => {
  test('can be neither demoted, disabled nor deleted; oneself cannot be deleted', async () => {
    const demote = await save(`/admin/users/${self}`, { name: 'admin', enabled: 'on' })
    expect(await demote.text()).toContain('the last admin')
    expect(demote.status).toBe(409)
    const remove = await admin.post(`/admin/users/${self}/delete`)
    expect(await remove.text()).toContain('cannot delete yourself')
    expect(remove.status).toBe(409)
    const group = await admin.post(`/admin/groups/${ADMINISTRATORS}`, {
      name: 'Administrators',
      priority: '1',
    })
    expect(await group.text()).toContain('the last admin')
    expect(group.status).toBe(409)
    expect((await admin.get('/admin/users')).status).toBe(200)
  })

  test('stays when two admins demote each other at the same moment', async () => {
    const other = await manager.addUser(`other-${id}`, [ADMINISTRATORS])
    const theirs = await manager.signIn(`other-${id}`)
    const answers = await Promise.all([
      save(`/admin/users/${other}`, { name: `other-${id}`, enabled: 'on' }),
      theirs.post(`/admin/users/${self}`, { name: 'admin', enabled: 'on' }),
    ])
    expect(answers.map((answer) => answer.status).filter((status) => status === 303)).toHaveLength(
      1,
    )
    // Whoever lost makes no difference to the tests after this one.
    await db
      .insert(groupMembers)
      .values({ groupId: ADMINISTRATORS, userId: self })
      .onConflictDoNothing()
    expect((await admin.get('/admin/users')).status).toBe(200)
  })

  test('does not shut themselves out by saving their own form', async () => {
    await save(`/admin/users/${self}`, { name: 'admin', groups: [ADMINISTRATORS] })
    expect((await admin.get('/admin/users')).status).toBe(200)
    const own = await save(`/admin/users/${self}/password`, { password: 'some other password' })
    expect(await own.text()).toContain('your own account')
    expect(own.status).toBe(409)
  })
})

describe('many at once', () => {
  const enabled = (ids: string[], act: string) =>
    admin.post('/admin/users/enabled', { id: ids, act })
  const isDisabled = async (userId: string) => (await findUser(db, 'system', userId)).disabled

  test('are kept from signing in, and let in again; nobody shuts themselves out', async () => {
    const other = await manager.addUser(`user-${crypto.randomUUID()}`)
    const browser = await manager.signIn(name)
    expect((await enabled([id, other, self], 'disable')).status).toBe(303)
    expect([await isDisabled(id), await isDisabled(other), await isDisabled(self)]).toEqual([
      true,
      true,
      false,
    ])
    expect((await browser.get('/', { accept: 'application/json' })).status).toBe(401)
    await enabled([id], 'enable')
    expect([await isDisabled(id), await isDisabled(other)]).toEqual([false, true])
  })

  test('that are no ids change nothing', async () => {
    expect((await enabled([id, 'x'], 'disable')).status).toBe(404)
    expect(await isDisabled(id)).toBe(false)
  })
})
