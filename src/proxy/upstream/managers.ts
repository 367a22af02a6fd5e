import { answers } from '../door/answers.ts'
import type { Destination } from '../door/exchange.ts'
import type { Limits } from '../door/limits.ts'
import { Choice } from './choice.ts'
import { type Target, Upstream, type UpstreamUser } from './upstream.ts'

const POOL_LIMIT = 64

/** The managers behind this front door, and connections to them that wait for their next request. */
export class Managers implements Destination {
  readonly says = {
    away: answers.managerAway,
    broke: answers.managerBroke,
    slow: answers.managerSlow,
  }
  readonly bodyBytes: number
  readonly outlives = false
  readonly added = ''
  readonly repeats = true
  readonly #limits: Limits
  readonly #choice: Choice
  #idle: Upstream[] = []
  /** Connections made to these targets, not to those of an earlier snapshot. */
  #ofThese = new WeakSet<Upstream>()

  constructor(limits: Limits) {
    this.#limits = limits
    this.#choice = new Choice(limits)
    this.bodyBytes = limits.bodyBytes
  }

  /** Whether any is, as far as is known. */
  get ready(): boolean {
    return this.#choice.ready
  }

  /** Base URLs. Connections to others are not used again. */
  replace(urls: readonly string[]) {
    const targets = urls.filter((url) => URL.canParse(url)).map(targetOf)
    if (!this.#choice.replace(targets)) return
    this.#ofThese = new WeakSet()
    this.#empty()
  }

  /**
   * A connection for one request. With `reuse` it may be one that waited, which the manager may be
   * closing just now: only for requests that can be sent twice.
   */
  acquire(user: UpstreamUser, reuse: boolean): Upstream {
    const waiting = reuse ? this.#pop() : undefined
    if (!waiting) {
      const fresh = new Upstream(user, this.#choice.ways(), this.#limits.connect)
      this.#ofThese.add(fresh)
      return fresh
    }
    waiting.user = user
    waiting.reused = true
    return waiting
  }

  release(upstream: Upstream) {
    upstream.user = undefined
    const reusable = upstream.usable && upstream.pipe.clear && this.#ofThese.has(upstream)
    if (!reusable || this.#idle.length >= POOL_LIMIT) return upstream.destroy()
    upstream.idleSince = performance.now()
    this.#idle.push(upstream)
  }

  /** What was sent on this connection is better sent to another manager. */
  hangs({ target }: Upstream): boolean {
    return this.#choice.hangs(target)
  }

  check(now: number) {
    this.#choice.check(now)
    const stale = this.#idle.filter(({ idleSince }) => now - idleSince > this.#limits.pooled)
    if (stale.length === 0) return
    this.#idle = this.#idle.filter((upstream) => !stale.includes(upstream))
    for (const upstream of stale) upstream.destroy()
  }

  close() {
    this.#choice.close()
    this.#empty()
  }

  #empty() {
    for (const upstream of this.#idle.splice(0)) upstream.destroy()
  }

  #pop(): Upstream | undefined {
    for (let one = this.#idle.pop(); one; one = this.#idle.pop()) {
      if (one.usable && !this.hangs(one)) return one
      one.destroy()
    }
    return undefined
  }
}

function targetOf(base: string): Target {
  const { protocol, hostname, port } = new URL(base)
  const tls = protocol === 'https:'
  return {
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (tls ? 443 : 80) : Number(port),
    tls,
  }
}
