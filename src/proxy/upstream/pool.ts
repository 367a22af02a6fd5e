import type { Limits } from '../door/limits.ts'
import type { Upstream } from './upstream.ts'

/** Waiting connections to one container, and to all together. */
const MOST_EACH = 16
const MOST = 256

/** Connections to containers that wait for their next request, by what they lead to. */
export class Pool {
  readonly #limits: Limits
  readonly #idle = new Map<string, Upstream[]>()
  #count = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  take(key: string): Upstream | undefined {
    const idle = this.#idle.get(key)
    for (let one = idle?.pop(); one; one = idle?.pop()) {
      this.#count--
      if (!one.usable) continue
      one.reused = true
      return one
    }
    return undefined
  }

  give(key: string, upstream: Upstream) {
    upstream.user = undefined
    const idle = this.#idle.get(key) ?? []
    const full = idle.length >= MOST_EACH || this.#count >= MOST
    if (full || !upstream.usable || !upstream.pipe.clear) return upstream.destroy()
    upstream.idleSince = performance.now()
    idle.push(upstream)
    this.#count++
    this.#idle.set(key, idle)
  }

  check(now: number) {
    for (const [key, idle] of this.#idle) {
      const fresh = idle.filter(({ idleSince }) => now - idleSince <= this.#limits.pooled)
      for (const one of idle) if (!fresh.includes(one)) one.destroy()
      this.#count -= idle.length - fresh.length
      if (fresh.length > 0) this.#idle.set(key, fresh)
      else this.#idle.delete(key)
    }
  }

  close() {
    this.check(Number.POSITIVE_INFINITY)
  }
}
