import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunFact } from '../contract/checkin.ts'
import type { GoalSnapshot, RunOrder } from '../contract/goals.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import { backOff, pause } from '../pause.ts'
import { containerName } from './container.ts'
import type { ExecBody } from './docker.ts'
import { DockerUnreachable } from './docker-errors.ts'

/** What it asks of Docker Engine. */
type RunEngine = {
  prepareExec(container: string, body: ExecBody): Promise<string>
  runDetached(id: string): Promise<void>
  execCode(id: string): Promise<number | undefined>
}

export type RunContext = {
  readonly engine: RunEngine
  readonly dataDir: string
  /** Does its desktop answer? */
  readonly isRunning: (session: string) => boolean
  readonly changed: () => void
  readonly log: Logger
}

/** One that takes longer goes on; those after it do not wait for it. */
const PATIENCE_MS = 10_000
const LOOK_MS = 100

/**
 * Runs in sessions what is ordered, each order once: a file says that it has begun before it does, so that
 * an agent that was killed does not begin again. As whoever the session runs as, with no shell.
 */
export function createRuns({ engine, dataDir, isRunning, changed, log }: RunContext) {
  const folder = join(dataDir, 'runs')
  const stop = new AbortController()
  const facts = new Map<string, RunFact>()
  const busy = new Map<string, Promise<void>>()
  let orders: ReadonlyMap<string, readonly RunOrder[]> = new Map()
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const next = (session: string) => orders.get(session)?.find(({ id }) => !facts.has(id))

  function tell(fact: RunFact) {
    facts.set(fact.id, fact)
    changed()
  }

  async function run(session: string, { id, program }: RunOrder) {
    const begun = join(folder, id)
    if (existsSync(begun)) return tell({ id })
    const { argv, environment, workingDir } = program
    const exec = await engine.prepareExec(containerName(session), {
      Cmd: [...argv],
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
    })
    writeFileSync(begun, '')
    await engine.runDetached(exec)
    const exitCode = await untilEnded(exec)
    log.info('Ran what was ordered in a session', { session, run: id, exitCode })
    tell(exitCode === undefined ? { id } : { id, exitCode })
  }

  async function untilEnded(exec: string): Promise<number | undefined> {
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const code = await engine.execCode(exec)
      if (code !== undefined || performance.now() > until || stop.signal.aborted) return code
      await pause(LOOK_MS, stop.signal)
    }
  }

  /** All that is due in one session, in turn. */
  async function work(session: string) {
    for (let failures = 0; !stop.signal.aborted; ) {
      const order = next(session)
      if (!order || !isRunning(session)) return
      try {
        await run(session, order)
        failures = 0
      } catch (error) {
        failures++
        const problem = messageOf(error).slice(0, 2000)
        log.warn('What was ordered in a session failed', { session, run: order.id, problem })
        const away = error instanceof DockerUnreachable && !existsSync(join(folder, order.id))
        // Frozen or ended a moment ago: it is asked for again once it runs.
        if (!away && isRunning(session)) tell({ id: order.id, problem })
        await pause(backOff(failures, 200, 5000), stop.signal)
      }
    }
  }

  function wake() {
    for (const session of orders.keys()) {
      if (busy.has(session) || !next(session) || !isRunning(session)) continue
      const job = work(session).finally(() => {
        busy.delete(session)
        if (!stop.signal.aborted) wake()
      })
      busy.set(session, job)
    }
  }

  return {
    want({ sessions }: GoalSnapshot) {
      orders = new Map(
        sessions.flatMap((goal) =>
          goal.want === 'present' && goal.runs ? [[goal.session, goal.runs] as const] : [],
        ),
      )
      const known = new Set([...orders.values()].flat().map(({ id }) => id))
      for (const id of facts.keys()) if (!known.has(id)) facts.delete(id)
      for (const id of readdirSync(folder)) if (!known.has(id)) rmSync(join(folder, id))
      wake()
    },

    /** Something changed: a session may run now. */
    wake,

    facts: (): RunFact[] => [...facts.values()],

    /** What runs goes on. */
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(busy.values())
    },
  }
}
