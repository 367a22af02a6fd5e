import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Illness, relay } from '../../agent/testing/relay.ts'
import { temporaryFolder } from '../folder.ts'
import { type Casement, runCasement } from '../product.ts'
import { until } from '../until.ts'
import type { Stage } from './stage.ts'

const ENGINE = '/var/run/docker.sock'

/** Far less than an engine is given to answer. */
const STOP_SECONDS = 15

/** A call, or several, that the engine does not do; `met` is how often it was asked for. */
export type Fault = {
  readonly call: RegExp
  readonly illness: Illness
  left: number
  met: number
}

/** The stage's agent with something between it and its engine that makes calls fail, until it is disposed of. */
export class IllEngine implements AsyncDisposable {
  readonly #stage: Stage
  readonly #folder = temporaryFolder()
  readonly #relay: ReturnType<typeof relay>
  readonly #faults = new Set<Fault>()
  readonly agent: Casement

  private constructor(stage: Stage, argv: readonly string[]) {
    this.#stage = stage
    const socket = join(this.#folder.path, 'docker.sock')
    this.#relay = relay(socket, ENGINE, (call) => this.#meet(decodeURIComponent(call)))
    this.agent = runCasement(...argv, '--docker-socket', socket)
  }

  static async between(stage: Stage): Promise<IllEngine> {
    const { pid, stop } = stage.layout.process('agent')
    const [, ...argv] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
    await stop()
    const engine = new IllEngine(stage, argv)
    await engine.#usable(performance.now())
    return engine
  }

  /** Once, so often, or for ever; the call as its first line says it, decoded. */
  fail(call: RegExp, illness: Illness, times = Number.POSITIVE_INFINITY): Fault {
    const fault = { call, illness, left: times, met: 0 }
    this.#faults.add(fault)
    return fault
  }

  /** From now on it does what it is asked. */
  heal() {
    this.#faults.clear()
  }

  /** It stops in the middle of whatever it does. */
  freeze() {
    this.#relay.freeze()
  }

  thaw() {
    this.#relay.thaw()
  }

  async [Symbol.asyncDispose]() {
    process.kill(this.agent.pid, 'SIGCONT') // a trial may have stopped it
    const asked = performance.now()
    await this.agent.stop()
    const seconds = (performance.now() - asked) / 1000
    this.#relay.cut()
    this.#folder[Symbol.dispose]()
    await this.#stage.layout.start('agent')
    await this.#usable(performance.now())
    if (seconds > STOP_SECONDS) throw new Error(`the agent took ${seconds.toFixed(0)} s to end`)
  }

  /** The agent that was started at `since` takes sessions. */
  async #usable(since: number): Promise<void> {
    await until('an agent that can run sessions', async () => {
      const seconds = (performance.now() - since) / 1000
      const found = await this.#stage.sql`select 1 from agents
        where checked_in_at > now() - make_interval(secs => ${seconds})
          and facts -> 'docker' -> 'problem' is null`
      return found.length > 0
    })
  }

  #meet(call: string): Illness | 'pass' {
    const fault = [...this.#faults].find((one) => one.left > 0 && one.call.test(call))
    if (!fault) return 'pass'
    fault.left--
    fault.met++
    return fault.illness
  }
}
