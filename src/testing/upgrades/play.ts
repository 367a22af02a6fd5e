import { until } from '../until.ts'
import { Visitor } from '../visitor.ts'
import { EchoAgent } from './echo-agent.ts'
import { install } from './installed.ts'
import { Requests, seat } from './traffic.ts'

const PASSWORD = 'a quiet window that opens'
/** Tunnels of one session are limited. */
const VIEWERS_EACH = 50
/** Between two keys of everybody. */
const PRESS_MS = 200

export type Step = 'reload' | 'upgrade'

export type Play = {
  readonly viewers: number
  readonly requestsPerSecond: number
  /** Milliseconds of traffic before each step and after the last. */
  readonly between: number
  readonly steps: readonly Step[]
  /** Told when a step is over, with its milliseconds. */
  readonly told?: (step: Step, milliseconds: number) => void
}

/** Reloads and upgrades the executable while people look at sessions and ask for pages. */
export async function playUpgrades({ viewers, requestsPerSecond, between, steps, told }: Play) {
  await using product = await install()
  using _agent = new EchoAgent(product.manager, product.token())
  const admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  const count = Math.ceil(viewers / VIEWERS_EACH)
  const sessions: string[] = []
  for (const workspace of WORKSPACES.slice(0, count)) sessions.push(await admin.launch(workspace))

  using stack = new DisposableStack()
  const typists = await seat(admin, sessions, viewers)
  for (const one of typists) stack.use(one)
  const typing = setInterval(() => {
    for (const one of typists) one.press()
  }, PRESS_MS)
  stack.defer(() => clearInterval(typing))
  const requests = new Requests(admin, sessions[0] ?? '', requestsPerSecond)
  const pids = new Set([product.pid()])
  for (const step of steps) {
    await Bun.sleep(between)
    const began = performance.now()
    await product[step]()
    told?.(step, performance.now() - began)
    pids.add(product.pid())
  }
  await Bun.sleep(between)
  await requests.end()
  clearInterval(typing)
  const faulty = () => typists.flatMap(({ fault }) => fault ?? [])
  await until('the last answers', () => typists.every(({ still, fault }) => still || fault))
  return {
    live: viewers - faulty().length,
    faults: faulty(),
    keys: typists.reduce((sum, { answers }) => sum + answers, 0),
    requests: requests.count,
    failures: requests.failures,
    took: requests.took,
    /** Main processes that there were. */
    processes: pids.size,
  }
}

/** Of the first boot; a session each. */
const WORKSPACES = ['Desktop', 'Firefox', 'Desktop', 'Firefox']
