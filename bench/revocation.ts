/**
 * bun bench/revocation.ts [--times 5]: a manager and two proxies, each the executable, and a viewer of a session
 * at both proxies. Takes away, in every way there is, what lets them look: how long until both tunnels are
 * closed, from the moment that the request for it is sent. Needs root and `bun run build`, no Docker.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../src/testing/folder.ts'
import { type Casement, freePort, runCasement, untilReady } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import { EchoAgent } from '../src/testing/upgrades/echo-agent.ts'
import { Typist } from '../src/testing/upgrades/traffic.ts'
import { Visitor } from '../src/testing/visitor.ts'

const { values } = parseArgs({ options: { times: { type: 'string', default: '5' } } })
const PASSWORD = 'a quiet window that opens'
const LIMIT_MS = 5000

using folder = temporaryFolder()
const running: Casement[] = []
const role = (name: string, ...args: string[]) => {
  const dir = join(folder.path, name)
  mkdirSync(dir)
  running.push(runCasement('--data-dir', dir, '--hostname', '127.0.0.1', ...args))
  return running.at(-1) ?? fail('nothing runs')
}
const address = `127.0.0.1:${await freePort()}`
const manager = `http://${address}`
const main = role('manager', '--role', 'manager', '--manager-listen', address)
await untilReady(`${manager}/readyz`, main)
const token = readFileSync(join(folder.path, 'manager/secrets/manager-token'), 'utf8').trim()
const doors: string[] = []
for (const name of ['proxy', 'other-proxy']) {
  const port = String(await freePort())
  const joining = ['--role', 'proxy', '--manager-url', manager, '--token', token, '--name', name]
  const proxy = role(name, ...joining, '--port', port, '--session-port', '0')
  doors.push(`https://127.0.0.1:${port}`)
  await untilReady(`https://127.0.0.1:${port}/readyz`, proxy)
}
using _agent = new EchoAgent(manager, token)
const admin = new Visitor(doors[0] ?? '')
const initial = readFileSync(join(folder.path, 'manager/initial-admin-password'), 'utf8').trim()
await admin.signInAnew('admin', initial, PASSWORD)

/** Somebody with a session, who signed in twice: `here` looks at it at both proxies. */
type Scene = { id: string; name: string; session: string; here: Visitor; elsewhere: Visitor }
type Act = (scene: Scene) => Promise<Response>
const CASES: Record<string, Act> = {
  'the session is ended': ({ here, session }) => here.post(`/sessions/${session}/delete`),
  'an admin ends it': ({ session }) => admin.post(`/admin/sessions/${session}/delete`),
  'they sign out': ({ here }) => here.post('/sign-out'),
  'they end their other sign-ins': ({ elsewhere }) =>
    elsewhere.post('/profile/sign-ins/end-others', { current: PASSWORD }),
  'they change their password elsewhere': ({ elsewhere }) => {
    const next = `${PASSWORD}, anew`
    return elsewhere.post('/password', { current: PASSWORD, next, repeat: next })
  },
  'an admin disables them': ({ id, name }) => admin.post(`/admin/users/${id}`, { name }),
  'an admin deletes them': ({ id }) => admin.post(`/admin/users/${id}/delete`),
}
let met = true
for (const [what, act] of Object.entries(CASES)) {
  const took: number[] = []
  for (let i = 0; i < Number(values.times); i++) took.push(await time(await scene(), act))
  const longest = Math.max(...took)
  const well = longest <= LIMIT_MS
  met &&= well
  const figures = `${took.map((one) => `${Math.round(one)}`).join(', ')} ms`
  console.log(`  ${well ? 'met   ' : 'MISSED'}  ${what.padEnd(38)}${figures}`)
}
for (const one of running.reverse()) await one.stop()
console.log(met ? 'met     all within 5 s at both proxies' : 'MISSED  5 s at both proxies')
process.exit(met ? 0 : 1)

async function scene(): Promise<Scene> {
  const name = `person-${crypto.randomUUID()}`
  const given = 'until the first sign-in'
  await admin.post('/admin/users/new', { name, password: given, enabled: 'on' })
  const found = await (await admin.get(`/admin/users?search=${name}`)).text()
  const id = /users\/([0-9a-f-]{36})/.exec(found)?.[1] ?? fail('nobody')
  const [here, elsewhere] = [new Visitor(admin.base), new Visitor(admin.base)]
  await here.signInAnew(name, given, PASSWORD)
  await elsewhere.signIn(name, PASSWORD)
  return { id, name, session: await here.launch('Desktop'), here, elsewhere }
}

/** Milliseconds until both are closed. */
async function time(stage: Scene, act: Act): Promise<number> {
  const { here, session } = stage
  await here.post(`/sessions/${session}/ticket`)
  const viewers = doors.map((door) => new Typist(here, session, door))
  await until('both to look', () => viewers.every(({ greeted }) => greeted))
  const began = performance.now()
  const answer = await act(stage)
  if (answer.status >= 400) throw new Error(`${answer.status}: ${await answer.text()}`)
  await until('both to be closed', () => viewers.every(({ fault }) => fault !== undefined), 30)
  return performance.now() - began
}

function fail(why: string): never {
  throw new Error(why)
}
