import { HEARD_EVERY, PACKET_MS } from '../../domain/sound.ts'

/** Sound that is this much on its way is late already, and more of it helps nobody. */
const MOST_AHEAD = 1000 / PACKET_MS
/** Somebody who listens says so several times a second. */
const GONE_MS = 30_000

/**
 * How many packets are on the way to somebody who listens. It knows by what they say they have got, since
 * the sockets between would keep a minute of sound before they push back. Times are those of one clock, in
 * milliseconds.
 */
export class SoundWindow {
  #sent = 0
  #heard = 0
  #heardAt: number

  constructor(now: number) {
    this.#heardAt = now
  }

  /** Whether one more packet is to be sent, and then it counts as sent. What is late is left out. */
  admit(): boolean {
    if (this.#sent - this.#heard >= MOST_AHEAD + HEARD_EVERY) return false
    this.#sent += 1
    return true
  }

  /** They say that they have got so many. */
  hear(count: number, now: number) {
    if (count < this.#heard || count > this.#sent) return
    this.#heard = count
    this.#heardAt = now
  }

  isGone(now: number): boolean {
    return now - this.#heardAt > GONE_MS
  }
}
