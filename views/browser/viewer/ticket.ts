/** A ticket lives for a minute; one that may expire on its way is not used any more. */
const FRESH_MS = 40_000

/** What opens the way to the session's host for this page: a cookie, fetched anew where it may be too old. */
export class TicketOffice {
  readonly #address: string
  #since = Number.NEGATIVE_INFINITY
  #asking: Promise<boolean> | undefined

  constructor(address: string) {
    this.#address = address
  }

  /** False where nobody is signed in any more. Throws where the network is gone. */
  fetch(): Promise<boolean> {
    if (performance.now() - this.#since < FRESH_MS) return Promise.resolve(true)
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #ask(): Promise<boolean> {
    const asked = performance.now()
    const headers = { accept: 'application/json' }
    const response = await fetch(this.#address, { method: 'POST', headers, cache: 'no-store' })
    if (response.redirected || !response.ok) return false
    this.#since = asked
    return true
  }
}
