import { originOf } from '../address/ip.ts'

/** Cuts its connection. */
type Newcomer = { readonly peer: string; terminate(): void }

/**
 * Connections that have not said yet what they want. An address may have so many of them: with one more, that
 * which has waited longest is cut. Who means it has a head on the way and is no newcomer for long, so that
 * nobody is refused for others behind the same address.
 */
export class Newcomers<T extends Newcomer> {
  readonly #limit: number
  readonly #waiting = new Map<string, Set<T>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  add(one: T) {
    const peers = this.#waiting.get(originOf(one.peer))
    if (!peers) {
      this.#waiting.set(originOf(one.peer), new Set([one]))
      return
    }
    peers.add(one)
    const [longest] = peers
    if (peers.size <= this.#limit || !longest) return
    this.remove(longest)
    longest.terminate()
  }

  /** It has spoken, or is gone. */
  remove(one: T) {
    const peers = this.#waiting.get(originOf(one.peer))
    if (peers?.delete(one) && peers.size === 0) this.#waiting.delete(originOf(one.peer))
  }
}
