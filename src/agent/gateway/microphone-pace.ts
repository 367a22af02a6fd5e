import { SAMPLE_RATE } from '../../domain/sound.ts'

/** So much silence goes ahead of what is said, so that what comes a little late makes no gap. */
const HEAD_START = (100 * SAMPLE_RATE) / 1000
/** More than this ahead of the clock is late speech that came in a burst; it would stay late for ever. */
const MOST_AHEAD = (400 * SAMPLE_RATE) / 1000

/**
 * Feeds what a microphone hears to a player at the pace of the clock, in samples. Without it, speech grows
 * later with each hiccup of the network, or with two clocks that differ. Times are in milliseconds.
 */
export class MicrophonePace {
  /** When the first sample since the player ran dry was played. */
  #began = Number.NEGATIVE_INFINITY
  /** Samples since then. */
  #fed = 0

  /** How many samples of silence to play before these; undefined: leave these out. */
  take(samples: number, now: number): number | undefined {
    let ahead = this.#fed - ((now - this.#began) * SAMPLE_RATE) / 1000
    let silence = 0
    if (ahead < 0) {
      this.#began = now
      this.#fed = HEAD_START
      ahead = HEAD_START
      silence = HEAD_START
    }
    if (ahead + samples > MOST_AHEAD) return undefined
    this.#fed += samples
    return silence
  }
}
