import { PACKET_MS, SAMPLE_RATE } from '../../../src/domain/sound.ts'

const PIECE = (SAMPLE_RATE * PACKET_MS) / 1000

/**
 * Makes what a microphone gives, at whatever rate, into pieces as they are sent. Between two samples it
 * draws a line: for speech that is enough, and where the rates are the same it changes nothing.
 */
export class Speech {
  readonly #step: number
  /** Where the next sample lies, from the last one of the portion before, in samples of the source. */
  #at = 1
  #last = 0
  #piece = new Int16Array(PIECE)
  #length = 0

  constructor(rate: number) {
    this.#step = rate / SAMPLE_RATE
  }

  /** Whole pieces alone; the rest waits for the next portion. */
  push(samples: Float32Array): Int16Array<ArrayBuffer>[] {
    const pieces: Int16Array<ArrayBuffer>[] = []
    for (; this.#at <= samples.length; this.#at += this.#step) {
      const before = Math.floor(this.#at)
      const from = before === 0 ? this.#last : (samples[before - 1] ?? 0)
      const to = samples[before] ?? from
      const value = from + (to - from) * (this.#at - before)
      this.#piece[this.#length++] = Math.round(Math.max(-1, Math.min(1, value)) * 0x7fff)
      if (this.#length < PIECE) continue
      pieces.push(this.#piece)
      this.#piece = new Int16Array(PIECE)
      this.#length = 0
    }
    this.#at -= samples.length
    this.#last = samples.at(-1) ?? this.#last
    return pieces
  }
}
