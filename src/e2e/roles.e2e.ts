/** The three roles as three processes, each with a folder of its own, as on three hosts. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tracesOf } from '../testing/engine.ts'
import { type Casement, freePort, runCasement, untilReady } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const folder = mkdtempSync(join(tmpdir(), 'casement-roles-'))
chmodSync(folder, 0o755)

const running: Casement[] = []
let admin: Visitor
let manager: string
let token: string

function role(name: string, ...args: string[]): Casement {
  const casement = runCasement('--role', name, '--data-dir', join(folder, name), ...args)
  running.push(casement)
  return casement
}

beforeAll(async () => {
  const address = `127.0.0.1:${await freePort()}`
  manager = `http://${address}`
  await untilReady(`${manager}/readyz`, role('manager', '--manager-listen', address))
  token = readFileSync(join(folder, 'manager/secrets/manager-token'), 'utf8').trim()
  const port = await freePort()
  const door = ['--port', String(port), '--hostname', '127.0.0.1']
  const joining = ['--manager-url', manager, '--token', token]
  role('agent', ...joining, '--name', 'far-away')
  const proxy = role('proxy', ...joining, ...door)
  await untilReady(`https://127.0.0.1:${port}/readyz`, proxy)
  admin = new Visitor(`https://127.0.0.1:${port}`)
  const initial = readFileSync(join(folder, 'manager/initial-admin-password'), 'utf8').trim()
  await admin.signInAnew('admin', initial, PASSWORD)
})

afterAll(async () => {
  for (const casement of running.reverse()) await casement.stop()
  rmSync(folder, { recursive: true, force: true })
})

test(
  'a session runs on the agent, opens through the proxy, and ends',
  async () => {
    const session = await admin.launch('Desktop')
    const detail = await (await admin.get(`/admin/sessions/${session}`)).text()
    expect(detail).toContain('far-away')
    await admin.post(`/sessions/${session}/ticket`)
    expect(await admin.open(session)).toBe(101)
    await admin.post(`/sessions/${session}/delete`)
    await until('no trace of it', async () => (await tracesOf(session)).length === 0)
  },
  2 * IMAGES_SECONDS * 1000,
)

test('no host holds what only a manager needs', () => {
  for (const name of ['agent', 'proxy']) {
    const files = [...new Bun.Glob('**').scanSync(join(folder, name))]
    expect(files.filter((file) => /postgres|master\.key|initial-admin/.test(file))).toEqual([])
  }
})

test('a wrong token is refused with a sentence, and nothing joins', async () => {
  const stranger = role('agent', '--manager-url', manager, '--token', 'wrong', '--name', 'stranger')
  await until('the refusal', () => stranger.log().includes('The manager token is wrong'))
  expect(await (await admin.get('/admin/agents')).text()).not.toContain('stranger')
})
