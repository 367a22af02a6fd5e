import { originOf } from '../address/ip.ts'
import { type Answer, answers } from './answers.ts'
import type { Client } from './client.ts'
import { descriptorsLeft } from './descriptors.ts'
import type { Limits } from './limits.ts'
import { Newcomers } from './newcomers.ts'

/** Descriptors of a worker besides those of its clients: connections that wait, and what the runtime has. */
const MOST_OTHERS = 200

/** How many may be here: in all, of one address, and of those who have not said yet what they want. */
export class Crowd {
  readonly #limits: Limits
  readonly #newcomers: Newcomers<Client>
  /** Connections of each address; of those that a trusted proxy speaks for, what they have under way. */
  readonly #counts = new Map<string, number>()
  /** Came when there was no room, and are to be told so. */
  #refused = 0
  /** How many more there is room for until it is measured again. */
  #room = 0

  constructor(limits: Limits) {
    this.#limits = limits
    this.#newcomers = new Newcomers(limits.newcomers)
  }

  /** What a connection from there gets in place of all it may ask for; 'cut' where not even that. */
  admit(peer: string, trusted: boolean): Answer | 'cut' | undefined {
    const full = this.#room-- <= 0
    // A trusted proxy has the connections of many people: whom it speaks for is counted by the request.
    if (!full && (trusted || this.take(peer))) return undefined
    if (this.#refused >= this.#limits.excess) return 'cut'
    this.#refused++
    return full ? answers.full : answers.crowdedAddress
  }

  entered(client: Client) {
    this.#newcomers.add(client)
  }

  spoke(client: Client) {
    this.#newcomers.remove(client)
  }

  left(client: Client) {
    this.#newcomers.remove(client)
    if (client.refusal) this.#refused--
    else if (!client.trusted) this.give(client.peer)
  }

  /** One more of this address; false where it has as many as it may. */
  take(address: string): boolean {
    const origin = originOf(address)
    const count = this.#counts.get(origin) ?? 0
    if (count >= this.#limits.perAddress) return false
    this.#counts.set(origin, count + 1)
    return true
  }

  give(address: string) {
    const origin = originOf(address)
    const count = this.#counts.get(origin) ?? 0
    if (count > 1) this.#counts.set(origin, count - 1)
    else this.#counts.delete(origin)
  }

  /** A client needs two descriptors: its own and that of whom it came for. */
  measure(clients: number) {
    const left = descriptorsLeft(2 * clients + MOST_OTHERS)
    this.#room = Math.floor((left - this.#limits.reserve) / 2)
  }
}
