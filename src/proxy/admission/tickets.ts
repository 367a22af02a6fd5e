import { createPublicKey, type KeyObject } from 'node:crypto'
import { isPageOf, type Ticket, type TicketProblem, verifyTicket } from '../../domain/ticket.ts'

/** A verification costs 0.1 ms, a look-up nothing; a viewer that reconnects comes with the same ticket. */
const REMEMBERED = 4096

/** Knows the managers' keys and the tickets seen lately. */
export class TicketDesk {
  #keys: KeyObject[] = []
  readonly #known = new Map<string, Ticket>()

  /** Public keys, SPKI PEM. What other keys signed is not believed any more. */
  replaceKeys(pems: readonly string[]) {
    this.#keys = pems.map((pem) => createPublicKey(pem))
    this.#known.clear()
  }

  check(token: string, now: number): Ticket | TicketProblem {
    const known = this.#known.get(token)
    if (known && known.expires >= now) return known
    let answer: Ticket | TicketProblem = 'forged'
    for (const key of this.#keys) {
      answer = verifyTicket(token, key, now)
      if (answer !== 'forged') break
    }
    if (typeof answer !== 'string') this.#remember(token, answer)
    return answer
  }

  /** Whether a manager wrote this into a page for the sign-in and session of that ticket. */
  isPageOf(ticket: Ticket, proof: string): boolean {
    return this.#keys.some((key) => isPageOf(ticket, proof, key))
  }

  #remember(token: string, ticket: Ticket) {
    const oldest = this.#known.keys().next()
    if (this.#known.size >= REMEMBERED && !oldest.done) this.#known.delete(oldest.value)
    this.#known.set(token, ticket)
  }
}
