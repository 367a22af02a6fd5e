import { readVisit, signVisit, type Visit } from '../../domain/visit.ts'

/** A page brings many requests with the same one. */
const REMEMBERED = 4096

/** Makes visits and knows those seen lately. */
export class VisitDesk {
  #key: Buffer | undefined
  readonly #known = new Map<string, Visit>()

  /** Of another key nothing is believed any more; without one there are no visits. */
  replaceKey(key: string | undefined) {
    const next = key === undefined ? undefined : Buffer.from(key, 'base64url')
    if (next && this.#key?.equals(next)) return
    this.#key = next
    this.#known.clear()
  }

  /** What the browser is to show from now on. */
  make(visit: Visit): string | undefined {
    return this.#key && signVisit(visit, this.#key)
  }

  check(token: string): Visit | undefined {
    const known = this.#known.get(token)
    if (known || !this.#key) return known
    const visit = readVisit(token, this.#key)
    if (!visit) return undefined
    const oldest = this.#known.keys().next()
    if (this.#known.size >= REMEMBERED && !oldest.done) this.#known.delete(oldest.value)
    this.#known.set(token, visit)
    return visit
  }
}
