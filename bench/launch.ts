/**
 * bun bench/launch.ts [rounds] [image …]: from the click on a tile to the first picture, stage by stage, on
 * the compiled binary, beside the bare Engine API doing the same with the same image and flags, in turns.
 * "Ours" is what neither Docker nor the application takes; a desktop is ready when it lets a client in.
 * One round before the others is thrown away.
 */
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { containerName, LABEL } from '../src/agent/container.ts'
import { openDocker } from '../src/agent/docker.ts'
import { containerBody } from '../src/domain/container-body.ts'
import { temporaryFolder } from '../src/testing/folder.ts'
import { startProduct } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import type { Visitor } from '../src/testing/visitor.ts'
import { type EngineCall, tapEngine } from './engine-tap.ts'
import { frameOfContainer, frameThroughDoor, letsIn } from './rfb-client.ts'
import { quantile, wallClock } from './spread.ts'
import { administrator, databaseOf, offer } from './stage.ts'

const ENGINE = '/var/run/docker.sock'
/** Between two questions of the launch page, as in views/launch.tsx. */
const PAGE_ASKS_MS = 50
const [count = '30', ...named] = process.argv.slice(2)
const rounds = Number(count)
const images = named.length > 0 ? named : ['casement/base', 'casement/desktop']

type Desktop = { readonly host: string; readonly password: string }

/** Milliseconds of each stage, in their order. */
type Stages = Readonly<Record<string, number>>

using folder = temporaryFolder()
const socket = join(folder.path, 'docker.sock')
using tap = tapEngine(socket, ENGINE)
const engine = openDocker(ENGINE)
await using product = await startProduct({ args: ['--docker-socket', socket] })
const sql = databaseOf(product)
const visitor = await administrator(product)
for (const image of images) {
  const workspace = await offer(sql, image)
  const ours: Stages[] = []
  const bare: Stages[] = []
  for (let round = 0; round <= rounds; round++) {
    const [launched, made] = [await launch(visitor, sql, workspace), await makeBare(image)]
    if (round === 0) continue
    ours.push(launched)
    bare.push(made)
  }
  print(image, ours, bare)
}
await sql.end()

/** One launch as a browser does it, and its end. */
async function launch(visitor: Visitor, sql: Sql, workspace: string): Promise<Stages> {
  tap.take()
  const clicked = wallClock()
  const answer = await visitor.post(`/workspaces/${workspace}/launch`, { key: crypto.randomUUID() })
  const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
  const watching = untilItAnswers(() => desktopIn(tap.calls()))
  const page = await visitor.get(`/sessions/${session}`)
  const told = await untilReady(visitor, session, await page.text())
  await visitor.get(`/sessions/${session}`)
  const frame = await frameThroughDoor(product.port, session, visitor.cookie)
  const answers = await watching

  const calls = tap.take()
  const create = callTo(calls, /\/containers\/create/)
  const start = callTo(calls, /\/containers\/\w+\/start/)
  const events = await sql`
    select event, extract(epoch from at)::float8 * 1000 as at
    from session_events where session_id = ${session}`
  const at = (event: string) => Number(events.find((one) => one.event === event)?.at)
  await visitor.post(`/sessions/${session}/delete`)
  await until('the end', async () => {
    const [row] = await sql`select state from sessions where id = ${session}`
    return row?.state === 'deleted'
  })
  return {
    placement: at('place') - clicked,
    'agent told': create.from - at('place'),
    create: create.to - create.from,
    'to start': start.from - create.to,
    start: start.to - start.from,
    'desktop ready': answers - start.to,
    noticed: at('ready') - answers,
    'browser told': told - at('ready'),
    connect: frame.connected - told,
    'first frame': frame.painted - frame.connected,
    total: frame.painted - clicked,
  }
}

/** As the launch page asks: what it shows, to be answered when that is no longer so. */
async function untilReady(visitor: Visitor, session: string, page: string): Promise<number> {
  let shown = page
  for (;;) {
    const seen = /progress\?seen=([\w-]+)/.exec(shown)?.[1]
    if (/data-stage="ready"|data-connection=/.test(shown)) return wallClock()
    if (!seen) throw new Error(`The launch ended: ${/data-stage="\w+"/.exec(shown)?.[0]}`)
    await Bun.sleep(PAGE_ASKS_MS)
    const asked = { 'hx-request': 'true' }
    const answer = await visitor.get(`/sessions/${session}/progress?seen=${seen}`, asked)
    shown = await answer.text()
  }
}

/** The same container by nobody but Docker Engine. */
async function makeBare(image: string): Promise<Stages> {
  const session = crypto.randomUUID()
  const memory = 1024 ** 3
  const password = 'benchpwd'
  const found = await engine.image(image)
  const body = containerBody(
    { image, cores: 1, memory, sharedMemory: memory / 4, environment: {}, password, hostname: 'b' },
    {
      name: containerName(session),
      labels: {
        [LABEL.session]: session,
        [LABEL.installation]: 'bench-launch',
        [LABEL.generation]: '1',
      },
      network: 'casement-sessions',
      isolated: '',
      hostCores: 2,
      imageUser: found?.user ?? '',
      imageHome: '',
    },
  )
  const from = wallClock()
  const id = await engine.create(body)
  const created = wallClock()
  await engine.start(id)
  const started = wallClock()
  try {
    const container = await engine.container(id)
    const host = container?.address ?? ''
    const answers = await untilItAnswers(() => ({ host, password }))
    const begun = wallClock()
    const frame = await frameOfContainer(host, 5901, password)
    return {
      create: created - from,
      start: started - created,
      'desktop ready': answers - started,
      connect: frame.connected - begun,
      'first frame': frame.painted - frame.connected,
      total: frame.painted - from,
    }
  } finally {
    await engine.remove(id)
  }
}

/** When the desktop let a client in, tried every 2 ms from the moment that it has an address. */
async function untilItAnswers(address: () => Desktop | undefined): Promise<number> {
  const end = wallClock() + 60_000
  while (wallClock() < end) {
    const desktop = address()
    if (desktop && (await letsIn(desktop.host, desktop.password))) return wallClock()
    await Bun.sleep(2)
  }
  throw new Error('No desktop answered')
}

/** That of the container that was looked at after its start, with the password that it was made with. */
function desktopIn(calls: readonly EngineCall[]): Desktop | undefined {
  const made = calls.find(({ line }) => line.includes('/containers/create'))
  const password = /"VNC_PW=([^"]+)"/.exec(made?.sent ?? '')?.[1]
  const started = calls.findIndex(({ line }) => line.endsWith('/start'))
  if (started < 0 || password === undefined) return undefined
  for (const { answer } of calls.slice(started)) {
    const host = /"IPAddress":"(\d+\.\d+\.\d+\.\d+)"/.exec(answer)?.[1]
    if (host) return { host, password }
  }
  return undefined
}

function callTo(calls: readonly EngineCall[], what: RegExp): EngineCall {
  const call = calls.find(({ line }) => what.test(line))
  if (!call) throw new Error(`No call ${what} among ${calls.map(({ line }) => line).join(', ')}`)
  return call
}

function print(image: string, ours: readonly Stages[], bare: readonly Stages[]) {
  const of = (rows: readonly Stages[], stage: string) => rows.map((row) => row[stage] ?? Number.NaN)
  const figure = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(1)).padStart(9)
  const line = (name: string, values: readonly number[], beside: readonly number[]) =>
    [
      name.padEnd(16),
      figure(quantile(values, 0.5)),
      figure(quantile(values, 0.95)),
      figure(quantile(beside, 0.5)),
      figure(quantile(beside, 0.95)),
    ].join('')
  // What the desktop itself takes to let a client in and to draw is not ours; all before it is.
  const desktop = quantile(of(bare, 'connect'), 0.5) + quantile(of(bare, 'first frame'), 0.5)
  const own = ['placement', 'agent told', 'to start', 'noticed', 'browser told'] as const
  const share = ours.map((row) => {
    const viewed = (row.connect ?? 0) + (row['first frame'] ?? 0)
    return own.reduce((sum, stage) => sum + (row[stage] ?? 0), Math.max(0, viewed - desktop))
  })
  console.log(`\n${image}, ${ours.length} rounds, ms`)
  console.log('                      p50      p95 bare p50 bare p95')
  for (const stage of Object.keys(ours[0] ?? {})) {
    console.log(line(stage, of(ours, stage), of(bare, stage)))
  }
  console.log(line('ours', share, []))
}
