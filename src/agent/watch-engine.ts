import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import { pause } from '../pause.ts'
import { host as texts } from '../texts/host.ts'
import type { EngineEvent, EngineInfo } from './docker.ts'
import type { EngineState } from './host-facts.ts'

/** Between two full comparisons. */
const COMPARE_MS = 5000
const RETRY_MS = 1000

/** What happens to a container that is news; what Docker says besides (exec, top, …) is not. */
const NEWS = new Set(['start', 'die', 'oom', 'destroy', 'pause', 'unpause'])

export type EngineWatch = {
  readonly info: () => Promise<EngineInfo>
  readonly events: (signal: AbortSignal) => AsyncIterable<EngineEvent>
  /** Network and firewall stand, or it throws a sentence. */
  readonly fence: () => Promise<void>
  readonly compare: () => Promise<void>
  readonly notice: (event: EngineEvent) => void
  /** How Docker Engine and the fence are, at each look. */
  readonly saw: (state: EngineState) => void
  readonly log: Logger
  /** Between two attempts while Docker Engine is away. */
  readonly retryMs?: number
}

/** Before the first look. */
export const ENGINE_UNKNOWN: EngineState = { info: undefined, problem: texts.connecting }

/** Follows Docker Engine until the signal aborts, through every absence of it. */
export async function watchEngine(watch: EngineWatch, signal: AbortSignal): Promise<void> {
  let problem: string | undefined = ENGINE_UNKNOWN.problem

  function report(state: EngineState) {
    if (state.problem !== problem) {
      if (state.problem === undefined) watch.log.info('Docker Engine answers; sessions can run')
      else watch.log.warn(state.problem)
    }
    problem = state.problem
    watch.saw(state)
  }

  while (!signal.aborted) {
    const here = new AbortController()
    const until = AbortSignal.any([signal, here.signal])
    const both = [followEvents(watch, until), compareForEver(watch, until, report)]
    try {
      await Promise.race(both)
    } catch (error) {
      if (!signal.aborted) report({ info: undefined, problem: messageOf(error) })
    } finally {
      here.abort()
      // A comparison under way must not make a network again that an uninstall is about to remove.
      await Promise.allSettled(both)
    }
    await pause(watch.retryMs ?? RETRY_MS, signal)
  }
}

async function followEvents(watch: EngineWatch, signal: AbortSignal): Promise<void> {
  for await (const event of watch.events(signal)) {
    if (NEWS.has(event.action)) watch.notice(event)
  }
}

async function compareForEver(
  watch: EngineWatch,
  signal: AbortSignal,
  report: (state: EngineState) => void,
): Promise<void> {
  while (!signal.aborted) {
    const info = await watch.info()
    const problem = await watch.fence().then(() => undefined, messageOf)
    report({ info, problem })
    await watch.compare()
    await pause(COMPARE_MS, signal)
  }
}
