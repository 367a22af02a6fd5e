/** What is changed in the lists of users, groups and agents: outcome, refusal, and who may. */
import { afterAll, expect, test } from 'bun:test'
import { findAgent } from '../../db/agents.ts'
import { findGroup } from '../../db/groups.ts'
import { findUser } from '../../db/users.ts'
import { ADMINISTRATORS, ALL_USERS } from '../../domain/access.ts'
import { addAgent } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
const ada = await manager.addUser('ada')
const agent = await addAgent(db, 'atlas')
const others = [manager.visit(), await manager.signIn('ada')]
afterAll(() => manager[Symbol.asyncDispose]())

const HTMX = { 'hx-request': 'true' }
const change = async (path: string, fields: Record<string, string>) => {
  const answer = await admin.post(path, fields, HTMX)
  return { status: answer.status, text: await answer.text() }
}

test('an agent takes sessions or none', async () => {
  const path = `/admin/agents/${agent}/enabled`
  const { text } = await change(path, { enabled: 'off' })
  expect(text).toContain('aria-checked="false"')
  expect(text).toContain('Takes none')
  expect(text).toContain('Saved')
  expect((await findAgent(db, 'system', agent)).enabled).toBe(false)
  const back = await admin.post(path, { enabled: 'on' })
  expect(back.headers.get('location')).toBe('../../agents')
  expect(await findAgent(db, 'system', agent)).toMatchObject({ enabled: true, labels: [] })
})

test('a user may sign in or not, but nobody shuts themselves out', async () => {
  const { text } = await change(`/admin/users/${ada}/enabled`, { enabled: 'off' })
  expect(text).toContain('Disabled')
  expect((await findUser(db, 'system', ada)).disabled).toBe(true)
  await change(`/admin/users/${ada}/enabled`, { enabled: 'on' })
  expect((await findUser(db, 'system', ada)).disabled).toBe(false)
  const page = await (await admin.get('/admin/users')).text()
  const [, self = ''] = /href="\.\/users\/([0-9a-f-]{36})"[^>]*>admin</.exec(page) ?? []
  expect(page).not.toContain(`enabled-${self}"`)
  const own = await change(`/admin/users/${self}/enabled`, { enabled: 'off' })
  expect(own.status).toBe(422)
  expect((await findUser(db, 'system', self)).disabled).toBe(false)
})

test('a priority is a whole number, and what is typed otherwise stays beside the reason', async () => {
  const path = `/admin/groups/${ALL_USERS}/priority`
  const { text } = await change(path, { priority: '7' })
  expect(text).toContain('value="7"')
  expect((await findGroup(db, 'system', ALL_USERS)).priority).toBe(7)
  const refused = await change(path, { priority: '7½"><b>' })
  expect(refused.text).toContain('from 0 to 9999')
  expect(refused.text).toContain('aria-invalid="true"')
  expect(refused.text).not.toContain('<b>')
  expect(refused.status).toBe(422)
  expect((await findGroup(db, 'system', ALL_USERS)).priority).toBe(7)
  const page = await (await admin.get('/admin/groups?sort=name&direction=down')).text()
  expect(page).toContain(`id="priority-${ADMINISTRATORS}"`)
})

test('nothing of it is for others', async () => {
  const before = await findGroup(db, 'system', ALL_USERS)
  for (const browser of others) {
    for (const [path, fields] of [
      [`/admin/agents/${agent}/enabled`, { enabled: 'off' }],
      [`/admin/users/${ada}/enabled`, { enabled: 'off' }],
      [`/admin/groups/${ALL_USERS}/priority`, { priority: '1' }],
    ] as const) {
      expect([401, 403]).toContain((await browser.post(path, fields, HTMX)).status)
    }
  }
  expect((await findAgent(db, 'system', agent)).enabled).toBe(true)
  expect((await findUser(db, 'system', ada)).disabled).toBe(false)
  expect((await findGroup(db, 'system', ALL_USERS)).priority).toBe(before.priority)
})
