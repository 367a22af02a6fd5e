/** The three roles as processes, each with a folder of its own, as on as many hosts; two of them are proxies. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tracesOf } from '../testing/engine.ts'
import { type Casement, freePort, runCasement, untilReady } from '../testing/product.ts'
import { RfbVisitor } from '../testing/rfb-visitor.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'
import { CLOSE } from '../wire/websocket.ts'

const PASSWORD = 'a quiet window that opens'
const folder = mkdtempSync(join(tmpdir(), 'casement-roles-'))
chmodSync(folder, 0o755)

const running: Casement[] = []
let admin: Visitor
let manager: string
let token: string
/** Base URLs of both proxies. */
const doors: string[] = []

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
  const joining = ['--manager-url', manager, '--token', token]
  role('agent', ...joining, '--name', 'far-away')
  for (const name of ['proxy', 'other-proxy']) {
    const port = await freePort()
    const place = ['--data-dir', join(folder, name), '--port', String(port)]
    const proxy = runCasement('--role', 'proxy', ...place, '--hostname', '127.0.0.1', ...joining)
    running.push(proxy)
    doors.push(`https://127.0.0.1:${port}`)
    await untilReady(`https://127.0.0.1:${port}/readyz`, proxy)
  }
  admin = new Visitor(doors[0] ?? '')
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

/** Viewers of a session with a visitor's ticket, one at each proxy. */
function view(visitor: Visitor, session: string): Promise<RfbVisitor[]> {
  return Promise.all(doors.map((door) => RfbVisitor.open(door, session, visitor.cookie)))
}

async function closed(viewers: readonly RfbVisitor[]): Promise<(number | undefined)[]> {
  await until('all to be closed', () => viewers.every((viewer) => viewer.closed !== undefined))
  return viewers.map((viewer) => viewer.closed)
}

test(
  'what is revoked closes at every proxy: a sign-in, a user, a session',
  async () => {
    const given = 'until the first sign-in'
    await admin.post('/admin/users/new', { name: 'alice', password: given, enabled: 'on' })
    const found = await (await admin.get('/admin/users?search=alice')).text()
    const id = /users\/([0-9a-f-]{36})/.exec(found)?.[1] ?? ''
    const [alice, elsewhere, again] = [0, 1, 2].map(() => new Visitor(admin.base))
    if (!alice || !elsewhere || !again) throw new Error('Nobody')
    await alice.signInAnew('alice', given, PASSWORD)
    const session = await alice.launch('Desktop')
    const enter = async (visitor: Visitor) => {
      expect((await visitor.post(`/sessions/${session}/ticket`)).status).toBe(204)
      return await view(visitor, session)
    }
    const hers = await enter(alice)
    await elsewhere.signIn('alice', PASSWORD)
    const others = await enter(elsewhere)

    await elsewhere.post('/sign-out')
    expect(await closed(others)).toEqual([CLOSE.loginEnded, CLOSE.loginEnded])
    expect(hers.map((viewer) => viewer.closed)).toEqual([undefined, undefined])

    await admin.post(`/admin/users/${id}`, { name: 'alice' }) // not `enabled`
    expect(await closed(hers)).not.toContain(undefined)

    await admin.post(`/admin/users/${id}`, { name: 'alice', enabled: 'on' })
    await again.signIn('alice', PASSWORD)
    const last = await enter(again)
    await admin.post(`/admin/sessions/${session}/delete`)
    // The desktop itself may be gone before a proxy hears that its session is.
    const codes: (number | undefined)[] = [CLOSE.sessionEnded, CLOSE.tryAgain]
    for (const code of await closed(last)) expect(codes).toContain(code)
    await until('no trace of it', async () => (await tracesOf(session)).length === 0)
  },
  2 * IMAGES_SECONDS * 1000,
)

test('no host holds what only a manager needs', () => {
  for (const name of ['agent', 'proxy', 'other-proxy']) {
    const files = [...new Bun.Glob('**').scanSync(join(folder, name))]
    expect(files.filter((file) => /postgres|master\.key|initial-admin/.test(file))).toEqual([])
  }
})

test('a wrong token is refused with a sentence, and nothing joins', async () => {
  const stranger = role('agent', '--manager-url', manager, '--token', 'wrong', '--name', 'stranger')
  await until('the refusal', () => stranger.log().includes('The manager token is wrong'))
  expect(await (await admin.get('/admin/agents')).text()).not.toContain('stranger')
})
