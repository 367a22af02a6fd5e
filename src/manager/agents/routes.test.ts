import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { findAgent } from '../../db/agents.ts'
import { agents, hosts, sessions } from '../../db/schema.ts'
import { addAgent, addWorkspace } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { db } = manager
const admin = await manager.signIn('admin')
const workspace = await addWorkspace(db, { cores: 4 })
afterAll(() => manager[Symbol.asyncDispose]())

let id: string
beforeEach(async () => {
  await db.delete(sessions)
  await db.delete(hosts)
  id = await addAgent(db, `host-${crypto.randomUUID()}`, 6)
})

function save(fields: Record<string, string>) {
  return admin.post(`/admin/agents/${id}`, { enabled: 'on', cores: '', memory: '', ...fields })
}

describe('the settings of an agent', () => {
  test('are kept exactly, and shown again in a form that can be typed back', async () => {
    expect((await save({ cores: '1,5', memory: '4096 MB' })).status).toBe(303)
    const { effective } = await findAgent(db, 'system', id)
    expect(effective).toEqual({ cores: 1.5, memory: 4_096_000_000 })
    const page = await (await admin.get(`/admin/agents/${id}`)).text()
    expect(page).toContain('value="1.5"')
    expect(page).toContain('value="4096 MB"')
  })

  test('0 and nothing typed are no override', async () => {
    await save({ cores: '12', memory: '48 GiB' })
    await save({ cores: '0', memory: '' })
    expect((await findAgent(db, 'system', id)).effective.cores).toBe(6)
  })

  test('labels are given here, beside those of its own configuration', async () => {
    await db.update(agents).set({ ownLabels: ['disk=ssd'] })
    await save({ labels: 'gpu, , gpu,rack=7' })
    expect((await findAgent(db, 'system', id)).labels).toEqual(['gpu', 'rack=7'])
    const page = await (await admin.get(`/admin/agents/${id}`)).text()
    expect(page).toContain('value="gpu, rack=7"')
    expect(page).toContain('From its own configuration')
    expect(await (await admin.get('/admin/agents')).text()).toContain('disk=ssd')
    await save({ labels: '' })
    expect(await findAgent(db, 'system', id)).toMatchObject({ labels: [], ownLabels: ['disk=ssd'] })
  })

  const refused: [string, Record<string, string>, string][] = [
    ['labels that are none', { labels: 'two words' }, 'is no label'],
    ['cores that are no number', { cores: 'many' }, 'This is no number of CPUs'],
    ['negative cores', { cores: '-1' }, 'This is no number of CPUs'],
    ['more cores than any host has', { cores: '9999' }, 'This is no number of CPUs'],
    ['memory without a unit', { memory: '4096' }, 'Type it with its unit'],
  ]
  test.each(refused)(
    'refuse %s, beside the field, and keep what was typed',
    async (_, typed, why) => {
      const answer = await save({ ...typed })
      const page = await answer.text()
      expect(page).toContain(why)
      for (const value of Object.values(typed)) expect(page).toContain(`value="${value}"`)
      expect(answer.status).toBe(422)
      expect((await findAgent(db, 'system', id)).coresOverride).toBe(0)
    },
  )

  test('count at the next launch: switched off takes none, an override makes room', async () => {
    const launch = async () => {
      const key = crypto.randomUUID()
      const answer = await admin.post(`/workspaces/${workspace}/launch`, { key })
      const session = answer.headers.get('location')?.split('/').at(-1)
      return (await admin.get(`/admin/sessions/${session}`)).text()
    }
    await save({ enabled: '' })
    expect(await launch()).toContain('It is switched off for new sessions')
    await save({ cores: '3' })
    expect(await launch()).toContain('3 of 3 CPUs are free, 4 needed')
    await save({ cores: '8' })
    expect(await launch()).toContain('Placing')
  })
})

test('an agent that does not exist is not found', async () => {
  const unknown = `/admin/agents/${crypto.randomUUID()}`
  expect((await admin.get(unknown)).status).toBe(404)
  expect((await admin.post(unknown, { cores: '1' })).status).toBe(404)
})
