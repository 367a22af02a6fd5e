const FIRST_DELAY = 1_000
const LONGEST_DELAY = 60_000
/** What held for so long had no fault of its own. */
const STEADY = 10_000
/** What has never held is not there. */
const MOST_IN_VAIN = 6

/** When to try again, and when to let it be. Times are those of one clock, in milliseconds. */
export class Retries {
  #failures = 0
  #heldOnce = false
  #since = Number.POSITIVE_INFINITY

  /** Something has changed: try as if for the first time. */
  reset(): void {
    this.#failures = 0
  }

  began(now: number): void {
    this.#since = now
  }

  /** How long to wait before the next try; undefined: it is not worth one. The first follows at once. */
  failed(now: number): number | undefined {
    if (now - this.#since > STEADY) {
      this.#heldOnce = true
      this.#failures = 0
    }
    this.#since = Number.POSITIVE_INFINITY
    const before = this.#failures
    this.#failures += 1
    if (!this.#heldOnce && this.#failures >= MOST_IN_VAIN) return undefined
    return before === 0 ? 0 : Math.min(FIRST_DELAY * 2 ** (before - 1), LONGEST_DELAY)
  }
}
