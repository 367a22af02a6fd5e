import { logger } from '../../log.ts'
import { backOff, pause } from '../../pause.ts'
import type { Limits } from '../door/limits.ts'
import { type Health, probe } from './probe.ts'
import type { Target } from './upstream.ts'

const log = logger('worker')

/** Between two questions to one that is not ready: twice as long each time. */
const [SOONEST, LATEST] = [50, 1_000] as const
/** Who waited for a manager comes back within so long, not all at once. */
const SPREAD = 200

/** A manager, and how it was when it was asked last or used. */
class Candidate {
  readonly target: Target
  health: Health = 'ready'
  /** Since when it is not ready, and when it was asked last, on the clock of performance.now(). */
  since = 0
  askedAt = 0
  asking = false

  constructor(target: Target) {
    this.target = target
  }
}

/**
 * Which manager a request goes to. One that cannot be reached is asked until it is ready, by one question at
 * a time whatever the number of requests that wait for it, and gets none meanwhile; where there are several,
 * each is asked now and then in any case, since one that hangs still takes connections.
 */
export class Choice {
  readonly #limits: Limits
  #all: Candidate[] = []
  #turn = 0
  /** Something may have become better. */
  #news = Promise.withResolvers<void>()
  readonly #over = new AbortController()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get ready(): boolean {
    return this.#all.some(({ health }) => health === 'ready')
  }

  /** Whether these are others than before. What is known of those that stay is kept. */
  replace(targets: readonly Target[]): boolean {
    const before = this.#all
    if (JSON.stringify(targets) === JSON.stringify(before.map(({ target }) => target))) return false
    this.#all = targets.map(
      (target) => before.find((one) => same(one.target, target)) ?? new Candidate(target),
    )
    this.#tell()
    return true
  }

  /**
   * The targets for one request, the next of them asked for when one did not take it. When none is left, it
   * waits for one, but no longer than an outage may take: then there is none at once.
   */
  async *ways(): AsyncGenerator<Target, void> {
    while (!this.#over.signal.aborted) {
      const news = this.#news.promise // also of what happens while these are tried
      for (const one of this.#inTurn()) {
        yield one.target
        this.#settle(one, 'away')
      }
      const left = this.#patience(performance.now())
      if (left <= 0) return
      const late = AbortSignal.timeout(Math.ceil(left))
      await Promise.race([news, pause(left, AbortSignal.any([late, this.#over.signal]))])
      if (late.aborted) return
      await pause(Math.random() * SPREAD, this.#over.signal)
    }
  }

  /** Somebody else would do, and this one does not answer. */
  hangs(target: Target | undefined): boolean {
    const one = this.#all.find((each) => each.target === target)
    return one?.health === 'away' && this.ready
  }

  check(now: number) {
    if (this.#all.length < 2) return
    for (const one of this.#all) {
      if (one.health === 'ready' && now - one.askedAt > this.#limits.examine) void this.#ask(one)
    }
  }

  close() {
    this.#over.abort()
    this.#tell()
  }

  /** Those that are ready, beginning with another one each time; else those that answer at least. */
  #inTurn(): Candidate[] {
    const ready = this.#all.filter(({ health }) => health === 'ready')
    const some = ready.length > 0 ? ready : this.#all.filter(({ health }) => health === 'unready')
    const at = some.length > 0 ? this.#turn++ % some.length : 0
    return [...some.slice(at), ...some.slice(0, at)]
  }

  /** How long a request may still wait for any: all have been away since the last of them went. */
  #patience(now: number): number {
    if (this.#all.some(({ health }) => health !== 'away')) return this.#limits.outage
    return Math.max(...this.#all.map(({ since }) => since)) + this.#limits.outage - now
  }

  #settle(one: Candidate, health: Health) {
    const before = one.health
    one.health = health
    if (before === health) return
    if (before === 'ready') one.since = performance.now()
    const { hostname, port } = one.target
    if (health === 'ready') log.info('A manager is ready again', { hostname, port })
    else if (before === 'ready') log.warn('A manager is not ready', { hostname, port, health })
    if (health !== 'away') this.#tell()
    if (health !== 'ready') void this.#watch(one)
  }

  async #watch(one: Candidate) {
    if (one.asking) return
    one.asking = true
    const { signal } = this.#over
    for (let times = 1; one.health !== 'ready' && this.#all.includes(one); times++) {
      await pause(backOff(times, SOONEST, LATEST), signal)
      if (signal.aborted) break
      const health = await probe(one.target, this.#limits.probe)
      one.asking = false
      this.#settle(one, health)
      one.asking = true
    }
    one.asking = false
  }

  /** One of several that is ready, as far as anybody knows. */
  async #ask(one: Candidate) {
    one.askedAt = performance.now()
    const health = await probe(one.target, this.#limits.probe)
    if (one.health === 'ready' && !this.#over.signal.aborted) this.#settle(one, health)
  }

  #tell() {
    const { resolve } = this.#news
    this.#news = Promise.withResolvers<void>()
    resolve()
  }
}

function same(one: Target, other: Target): boolean {
  return one.hostname === other.hostname && one.port === other.port && one.tls === other.tls
}
