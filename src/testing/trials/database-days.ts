import type { Farewell } from '../external-postgres.ts'
import { until } from '../until.ts'
import type { Chance } from './chance.ts'
import { postmasterOf } from './processes.ts'
import type { Stage } from './stage.ts'
import { watchStreams } from './streams.ts'
import type { Trial } from './trial.ts'

const AWAY_SECONDS = 60
const MOMENT_MS = 1500
/** Nobody waits longer for an answer, least of all for one that says "later". */
const ANSWER_SECONDS = 15

export const DATABASE_DAYS: readonly Trial[] = [
  {
    name: 'day-database-restarts',
    layout: 'own-database',
    round: (stage, chance) => restartRound(stage, chance, restartOwn),
    most: 20,
  },
  {
    name: 'day-builtin-restarts',
    layout: 'three',
    round: (stage, chance) => restartRound(stage, chance, endBuiltIn),
    most: 20,
  },
  {
    name: 'day-database-away',
    layout: 'own-database',
    round: (stage, chance) => awayRound(stage, chance, AWAY_SECONDS),
    most: 3,
  },
]

/** Restarted under launches and ends, as `pg_ctl -m immediate restart` does it, or as politely as it gets. */
async function restartRound(
  stage: Stage,
  chance: Chance,
  again: (stage: Stage, how: Farewell) => Promise<void>,
): Promise<number> {
  const before = await stage.launch()
  await stage.settle()
  const [moment, end, first, second] = [chance.next(), chance.next(), chance.next(), chance.next()]
  const how = chance.next() < 0.5 ? 'SIGQUIT' : 'SIGINT'
  using streams = watchStreams(stage)
  const loses = await losses(stage)
  const restart = after(moment, async () => {
    const began = performance.now()
    await again(stage, how)
    return began
  })
  const [began] = await Promise.all([
    restart,
    after(end, () => stage.end(before)),
    after(first, () => stage.launch()),
    after(second, () => stage.launch()),
  ])
  await stage.settle()
  const recovery = performance.now() - began
  await streams.judge()
  await expectNoLoss(stage, loses)
  await stage.clear()
  return recovery
}

async function restartOwn(stage: Stage, how: Farewell): Promise<void> {
  await postgresOf(stage).stop(how)
  await postgresOf(stage).start()
}

/** Whoever stops it: its manager starts it again. */
async function endBuiltIn({ layout }: Stage, how: Farewell): Promise<void> {
  process.kill(postmasterOf(layout.managerDir), how)
}

/**
 * Gone for a while: streams go on, requests are told to come again, and when it is back everything works
 * at once, without anybody's help; the milliseconds from its return until all is in order.
 */
export async function awayRound(stage: Stage, chance: Chance, seconds: number): Promise<number> {
  const farewells: readonly Farewell[] = ['SIGQUIT', 'SIGINT', 'SIGKILL']
  const how = farewells[Math.floor(chance.next() * farewells.length)] ?? 'SIGQUIT'
  const moment = chance.next()
  using streams = watchStreams(stage)
  const loses = await losses(stage)
  const pids = partsOf(stage)
  const watched = await stage.launch()
  const { patience } = stage
  stage.patience += seconds // those who are under way press until there is an answer
  const underWay = [stage.launch(), stage.launch()]
  await after(moment, () => postgresOf(stage).stop(how))

  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    await expectLater(stage, watched)
    await Bun.sleep(500)
  }
  await postgresOf(stage).start()
  const back = performance.now()
  await until('the pages', async () => (await stage.admin.get('/')).status === 200)
  const launched = [watched, ...(await Promise.all([stage.launch(), ...underWay]))]
  stage.patience = patience
  await stage.settle()
  const recovery = performance.now() - back
  await streams.judge()
  await expectNoLoss(stage, loses)
  await expectRunning(stage, launched)
  if (partsOf(stage) !== pids) throw new Error('a part of it was started again')
  await stage.clear()
  return recovery
}

const AJAX = { accept: 'text/html', 'hx-request': 'true' }
const JSON_ONLY = { accept: 'application/json' }

/** Every kind of request is answered soon, with words and a time to come again; health is as it is. */
async function expectLater({ admin, workspace, layout }: Stage, session: string): Promise<void> {
  const health = await inTime(admin.get('/healthz'))
  if (health.status !== 200) throw new Error(`/healthz answers ${health.status}`)
  await later(
    'page',
    admin.get('/', { accept: 'text/html' }),
    /<main[\s\S]*The database does not answer/,
  )
  await later(
    'API',
    admin.get(`/sessions/${session}/progress`, JSON_ONLY),
    /"error_message":"The database/,
  )
  await later('readyz', admin.get('/readyz', JSON_ONLY), /The database does not answer/)
  const launch = `/workspaces/${workspace}/launch`
  await later(
    'launch',
    admin.post(launch, { key: crypto.randomUUID() }),
    /The database does not answer/,
  )
  const poll = await later('poll', admin.get(`/sessions/${session}/progress`, AJAX), /./)
  if (poll.headers.get('hx-reswap') !== 'none')
    throw new Error('the launch page loses what it shows')
  if (layout.process('manager').exitCode() !== null) throw new Error('the manager ended')
}

async function later(what: string, asked: Promise<Response>, words: RegExp): Promise<Response> {
  const answer = await inTime(asked)
  const text = await answer.text()
  const again = Number(answer.headers.get('retry-after'))
  if (answer.status !== 503 || !(again > 0) || !words.test(text)) {
    throw new Error(`${what}: ${answer.status}, Retry-After ${again}, ${text.slice(0, 500)}`)
  }
  return answer
}

function inTime(answer: Promise<Response>): Promise<Response> {
  const late = Bun.sleep(ANSWER_SECONDS * 1000).then(() => {
    throw new Error(`no answer within ${ANSWER_SECONDS} s`)
  })
  return Promise.race([answer, late])
}

function postgresOf({ ground }: Stage) {
  if (!ground.postgres) throw new Error('the database is not ours to stop')
  return ground.postgres
}

function partsOf({ layout }: Stage): string {
  return (['manager', 'agent', 'proxy'] as const)
    .map((part) => `${layout.process(part).pid} ${layout.process(part).exitCode()}`)
    .join(', ')
}

/** A launch that ends with a reason is in order, but not what is meant by "works". */
export async function expectRunning(
  { sql }: Pick<Stage, 'sql'>,
  wanted: readonly string[],
): Promise<void> {
  for (const { id, state, failure } of await sql`select id, state, failure from sessions`) {
    if (!wanted.includes(String(id)) || state === 'running') continue
    throw new Error(`session ${id} is ${state}: ${JSON.stringify(failure)}`)
  }
}

/** How often a session was given up for lost so far. */
export async function losses({ sql }: Pick<Stage, 'sql'>): Promise<number> {
  const [row] = await sql`select count(*)::int as count from session_events where event = 'lose'`
  return Number(row?.count)
}

export async function expectNoLoss(stage: Stage, before: number): Promise<void> {
  const more = (await losses(stage)) - before
  if (more > 0) throw new Error(`${more} sessions were taken for lost, and no host was away`)
}

/** At a moment from 0 to 1. */
async function after<T>(moment: number, act: () => Promise<T>): Promise<T> {
  await Bun.sleep(moment * MOMENT_MS)
  return act()
}
