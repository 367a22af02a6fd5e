import { readdirSync, readFileSync } from 'node:fs'
import { connect, type TLSSocket } from 'node:tls'
import { until } from '../until.ts'
import type { Chance } from './chance.ts'
import { CLOCKS, type Clock } from './clocks.ts'
import { expectNoLoss, expectRunning, losses } from './database-days.ts'
import { workersOf } from './processes.ts'
import type { Stage } from './stage.ts'
import { watchStreams } from './streams.ts'
import type { Trial } from './trial.ts'
import { Viewer } from './viewer.ts'

const HOUR = 3600
/** Long enough for a sweep and for check-ins by the new time. */
const HOLD_SECONDS = 7

export const MACHINE_DAYS: readonly Trial[] = [
  { name: 'day-clock', layout: 'own-database', round: clockRound, most: 20 },
  { name: 'day-descriptors', layout: 'own-database', round: descriptorRound, most: 20 },
]

/** One clock, or all of them, leaps by an hour and later back: nothing ends, and everything goes on. */
async function clockRound(stage: Stage, chance: Chance): Promise<number> {
  const choice = Math.floor(chance.next() * (CLOCKS.length + 1))
  const leap = chance.next() < 0.5 ? HOUR : -HOUR
  const whose = CLOCKS.slice(choice, choice + 1)
  return leapRound(stage, whose.length > 0 ? whose : CLOCKS, leap)
}

export async function leapRound(
  stage: Stage,
  whose: readonly Clock[],
  seconds: number,
): Promise<number> {
  using streams = watchStreams(stage)
  const loses = await losses(stage)
  let slowest = 0
  for (const ahead of [seconds, 0]) {
    const leapt = performance.now()
    for (const one of whose) clocksOf(stage).set(one, ahead)
    const launched = [await stage.launch()]
    await Bun.sleep(HOLD_SECONDS * 1000)
    launched.push(await stage.launch())
    await stage.settle()
    slowest = Math.max(slowest, performance.now() - leapt - HOLD_SECONDS * 1000)
    await expectRunning(stage, launched)
    // Somebody new comes in, with a ticket of this time.
    using newcomer = new Viewer(stage.admin, launched[0] ?? '')
    await until('a newcomer to see the desktop', () => newcomer.roundTrip())
  }
  await streams.judge()
  await expectNoLoss(stage, loses)
  await stage.clear()
  return slowest
}

function clocksOf({ ground }: Stage) {
  if (!ground.clocks) throw new Error('the clocks are not ours to set')
  return ground.clocks
}

const SHORT_OF = ['worker', 'manager', 'agent'] as const

/** One part may open hardly any more sockets and files: what is open goes on, who comes is told so. */
async function descriptorRound(stage: Stage, chance: Chance): Promise<number> {
  const victim = SHORT_OF[Math.floor(chance.next() * SHORT_OF.length)] ?? 'worker'
  return shortageRound(stage, victim)
}

export async function shortageRound(
  stage: Stage,
  victim: (typeof SHORT_OF)[number],
): Promise<number> {
  const { layout } = stage
  const pids =
    victim === 'worker' ? workersOf(layout.process('proxy').pid) : [layout.process(victim).pid]
  using streams = watchStreams(stage)
  const loses = await losses(stage)
  await using shortage = new AsyncDisposableStack()
  for (const pid of pids) shortage.use(await limitDescriptors(pid, MORE[victim]))
  await Bun.sleep(NOTICED_MS)
  await PRESSURE[victim](stage)
  await shortage[Symbol.asyncDispose]()

  const over = performance.now()
  await until('a session that runs', async () => {
    const launched = await stage.launch()
    await stage.settle()
    await expectRunning(stage, [launched]) // refused while the host says that it is out of order
    return true
  })
  const recovery = performance.now() - over
  await streams.judge()
  await expectNoLoss(stage, loses)
  for (const pid of pids) process.kill(pid, 0) // throws for one that has ended
  await stage.clear()
  return recovery
}

/** Descriptors that are left to each. */
const MORE = { worker: 80, manager: 6, agent: 2 } as const

/** Limits do not change under a process; here they do, and a worker looks at its own once a second. */
const NOTICED_MS = 2500

const CROWD = 400

const PRESSURE = {
  /** A crowd that connects, asks and stays. Each is served, told to come again, or cut. */
  async worker({ layout }) {
    const { port } = new URL(layout.url)
    using crowd = new DisposableStack()
    for (let one = 0; one < CROWD; one++) {
      const socket: TLSSocket = connect({ port: Number(port), rejectUnauthorized: false })
      socket.on('error', () => socket.destroy()) // cut: what the crowd is for
      socket.write('GET /healthz HTTP/1.1\r\nHost: desk.example\r\n\r\n')
      crowd.defer(() => socket.destroy())
    }
    await until('somebody to be told so', async () => {
      const answer = await fetch(layout.url, {
        headers: { accept: 'text/html' },
        keepalive: false, // who is connected already is served
        tls: { rejectUnauthorized: false },
      })
      const told = answer.status === 503 && (await answer.text()).includes('As many people')
      return told && Number(answer.headers.get('retry-after')) > 0
    })
  },

  /** Many pages at once: each is answered in the end, with the page or with words. */
  async manager({ admin }) {
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => admin.get('/', { accept: 'text/html' })),
    )
    const odd = answers
      .map(({ status }) => status)
      .filter((status) => ![200, 503, 504].includes(status))
    if (odd.length > 0) throw new Error(`pages were answered with ${odd}`)
  },

  /** A launch runs, or fails with a sentence; never a container that nobody knows. */
  async agent(stage) {
    await stage.launch()
    await stage.settle()
  },
} satisfies Record<(typeof SHORT_OF)[number], (stage: Stage) => Promise<void>>

/** So many more than are open now, until it is disposed. */
async function limitDescriptors(pid: number, more: number): Promise<AsyncDisposable> {
  const soft = async (limit: number) => {
    await prlimit(pid, `--nofile=${limit}:`)
  }
  const was = Number(await prlimit(pid, '--nofile', '--noheadings', '--output', 'SOFT'))
  await soft(readdirSync(`/proc/${pid}/fd`).length + more)
  return { [Symbol.asyncDispose]: () => soft(was) }
}

/** As the user that the process runs as: not every root may do it to others. */
async function prlimit(pid: number, ...args: string[]): Promise<string> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [uid, gid] = ['Uid', 'Gid'].map((id) =>
    Number(new RegExp(`^${id}:\\s+(\\d+)`, 'm').exec(status)?.[1]),
  )
  const child = Bun.spawn(['prlimit', '--pid', String(pid), ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`prlimit: ${err}`)
  return out
}
