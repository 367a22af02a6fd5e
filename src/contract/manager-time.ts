/** On a refusal that may be due to the time: the manager's own, in milliseconds since 1970. */
export const TIME_HEADER = 'casement-time'

/** Where the manager's time and ours differ by more, a signature is not believed for that alone. */
const TOLERANCE_MS = 30_000

/**
 * The manager's time as a host knows it. It begins with what this host takes for the time, goes on by the
 * monotonic clock, and follows the manager's word: a clock that is wrong or leaps, on either side, keeps
 * no host from being believed.
 */
export class ManagerTime {
  #ahead = Date.now() - performance.now()

  now(): number {
    return Math.round(performance.now() + this.#ahead)
  }

  /** Takes the time of a refusal. True where it is so far from ours that trying again makes sense. */
  learn({ headers }: Response): boolean {
    const told = headers.get(TIME_HEADER) ?? ''
    if (!/^\d{13}$/.test(told)) return false
    const off = Number(told) - this.now()
    this.#ahead += off
    return Math.abs(off) > TOLERANCE_MS
  }
}
