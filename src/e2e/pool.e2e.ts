/**
 * Sessions that are ready before anybody comes: as many as the workspace says, handed over at once and
 * one time only, with nothing in them of anybody who was there before.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Sql } from 'postgres'
import { pool } from '../db/pool.ts'
import { ALL_USERS } from '../domain/access.ts'
import { docker, tracesOf } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'warm bread on the counter'
const SECRET = 'a-secret-of-alice'
const JSON_PLEASE = { accept: 'application/json' }
let product: Product
let sql: Sql
let admin: Visitor
let alice: Visitor
let bob: Visitor
let workspace: string

const FIELDS = {
  ...{ kind: 'container', name: 'Counter', icon: 'monitor', tint: '0', enabled: 'on' },
  ...{ image: 'casement/base', cores: '0.5', memory: '512 MiB', sharedMemory: '64 MiB' },
  ...{ environment: 'GREETING=hello', groups: ALL_USERS, poolSize: '2' },
}

beforeAll(async () => {
  product = await startProduct()
  sql = pool(
    { host: `${product.dataDir}/postgres/run`, user: 'casement', database: 'postgres' },
    { max: 2 },
  )
  admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  ;[alice, bob] = [await person('alice-counter'), await person('bob')]
})

afterAll(async () => {
  await sql?.end({ timeout: 1 })
  await product?.[Symbol.asyncDispose]()
})

async function person(name: string): Promise<Visitor> {
  const given = 'until the first sign-in'
  await admin.post('/admin/users/new', { name, password: given, enabled: 'on' })
  const visitor = new Visitor(product.url)
  await visitor.signInAnew(name, given, PASSWORD)
  return visitor
}

/** Those that run and are nobody's. */
async function ready(): Promise<string[]> {
  const rows = await sql`
    select id from sessions where user_id is null and state = 'running' order by created_at`
  return rows.map(({ id }) => String(id))
}

function untilReady(count: number): Promise<string[]> {
  return until(
    `${count} ready sessions`,
    async () => {
      const found = await ready()
      return found.length === count ? found : undefined
    },
    IMAGES_SECONDS,
  )
}

/** The session that a launch leads to; it runs at once where it was ready. */
async function launch(visitor: Visitor): Promise<string> {
  const key = crypto.randomUUID()
  const answer = await visitor.post(`/workspaces/${workspace}/launch`, { key })
  expect(answer.status).toBe(303)
  return answer.headers.get('location')?.split('/').at(-1) ?? ''
}

async function inside(session: string, script: string): Promise<string> {
  return (await docker('exec', `casement-${session}`, 'sh', '-c', script)).join('\n')
}

/** Files and environments of processes in a session that hold one of these words. */
function traced(session: string, words: readonly string[]): Promise<string> {
  const patterns = words.map((word) => `-e ${word}`).join(' ')
  const places = '"$HOME" /tmp /var/tmp /run /etc /proc/[0-9]*/environ'
  return inside(session, `grep -rls ${patterns} ${places} | grep -v /proc/self || true`)
}

/** What a session was made with, but for what is new in each. */
async function made(session: string): Promise<string> {
  const format = '{{json .Config.Env}} {{json .Mounts}} {{json .HostConfig.Binds}}'
  const [line = ''] = await docker('inspect', '--format', format, `casement-${session}`)
  return line.replace(/VNC_PW=[^"]*/, 'VNC_PW=')
}

test('a pool with a profile, or of what differs from person to person, is refused', async () => {
  for (const [wrong, sentence] of [
    [{ profile: 'volume' }, 'A workspace with a profile cannot have ready sessions'],
    [{ environment: 'WHO={username}' }, 'WHO in the environment differs from person to person'],
  ] as const) {
    const refused = await admin.post('/admin/workspaces/new', { ...FIELDS, ...wrong })
    expect(await refused.text()).toContain(sentence)
    expect(refused.status).toBe(422)
  }
  expect(await (await admin.get('/admin/workspaces/new')).text()).toContain(
    'Docker cannot mount into a container that runs',
  )
}, 60_000)

test('is filled, and nobody’s: an admin sees it, nobody can open it', async () => {
  expect((await admin.post('/admin/workspaces/new', FIELDS)).status).toBe(303)
  const page = await (await admin.get('/admin/workspaces')).text()
  workspace = /workspaces\/([0-9a-f-]{36})"[^>]*>Counter</.exec(page)?.[1] ?? ''
  const [first = ''] = await untilReady(2)
  expect(await (await admin.get('/admin/sessions')).text()).toContain('Ready, in the pool')
  for (const visitor of [admin, alice, new Visitor(product.url)]) {
    const answer = await visitor.get(`/sessions/${first}`, JSON_PLEASE)
    expect([401, 404]).toContain(answer.status)
    const ticket = await visitor.post(`/sessions/${first}/ticket`, {}, JSON_PLEASE)
    expect([401, 404]).toContain(ticket.status)
    expect(await visitor.open(first)).not.toBe(101)
  }
  expect(await (await alice.get('/portal/sessions')).text()).not.toContain(first)
}, 1_300_000)

test('is handed over at once, without a trace of who came before', async () => {
  const before = await ready()
  const hers = await launch(alice)
  expect(before).toContain(hers)
  const page = await (await alice.get(`/sessions/${hers}`)).text()
  expect(page).toContain('data-connection')
  expect(await alice.open(hers)).toBe(101)
  const ticket = alice.cookie
  await inside(hers, `echo ${SECRET} > "$HOME/${SECRET}"; echo ${SECRET} > /tmp/${SECRET}`)
  await docker('exec', '-d', `casement-${hers}`, 'env', `SECRET=${SECRET}`, 'sleep', '600')
  expect((await traced(hers, [SECRET])).split('\n').length).toBeGreaterThan(2)
  await alice.post(`/sessions/${hers}/delete`)
  await until('no trace of it', async () => (await tracesOf(hers)).length === 0)

  const [fresh = ''] = await untilReady(2)
  const his = await launch(bob)
  expect(his).toBe(fresh)
  expect(his).not.toBe(hers)
  const other = (await untilReady(2)).find((id) => id !== his) ?? ''
  expect(await made(his)).toBe(await made(other))
  const [row] = await sql`select id from users where username = 'alice-counter'`
  const traces = [SECRET, 'alice-counter', hers, hers.replaceAll('-', ''), String(row?.id)]
  expect(await traced(his, traces)).toBe('')
  expect(await inside(his, 'echo $GREETING; ls "$HOME/Downloads" "$HOME/Uploads"')).not.toContain(
    SECRET,
  )

  const stranger = await fetch(`${product.url}/sessions/${his}`, {
    headers: { cookie: ticket, ...JSON_PLEASE },
    tls: { rejectUnauthorized: false },
  })
  expect(stranger.status).toBe(404)
  expect(await alice.open(his)).not.toBe(101)
  await bob.get(`/sessions/${his}`)
  expect(await bob.open(his)).toBe(101)
  await bob.post(`/sessions/${his}/delete`)
}, 240_000)

test('is made anew with its workspace, and drained when that is switched off', async () => {
  const before = await untilReady(2)
  const settings = { ...FIELDS, environment: 'GREETING=good evening' }
  expect((await admin.post(`/admin/workspaces/${workspace}`, settings)).status).toBe(303)
  await until('other sessions', async () => {
    const now = await ready()
    return now.length === 2 && now.every((id) => !before.includes(id))
  })
  const { enabled, ...off } = FIELDS
  expect((await admin.post(`/admin/workspaces/${workspace}`, off)).status).toBe(303)
  await until('no ready session', async () => {
    const [row] = await sql`
      select count(*)::int as held from sessions where user_id is null and released_at is null`
    return row?.held === 0
  })
  for (const id of before) expect(await tracesOf(id)).toEqual([])
}, 240_000)
