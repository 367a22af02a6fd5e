/** Milliseconds that wait before sound begins, and begins again; more after each time that was too little. */
const LEAST = 60
const MOST = 240
const MORE_AFTER_GAP = 1.5
/** What lies this much beyond it is late: it is left out. */
const SLACK = 120
/** After so long without a gap, a little less will do. */
const CALM = 10_000
const LESS_AFTER_CALM = 10

/**
 * Sound on its way to the ear, in samples by channel. It waits just long enough that pieces which come
 * unevenly make no gap, and leaves out what would keep it late.
 */
export class JitterBuffer {
  readonly #perMs: number
  readonly #pieces: Float32Array[][] = []
  /** How far into the first piece. */
  #at = 0
  #length = 0
  #waiting = true
  #target = LEAST
  #calm = 0

  constructor(rate: number) {
    this.#perMs = rate / 1000
  }

  /** Samples that wait. */
  get length(): number {
    return this.#length
  }

  /** One array for each channel, all of one length. */
  push(channels: Float32Array[]): void {
    this.#pieces.push(channels)
    this.#length += channels[0]?.length ?? 0
    if (this.#length <= (this.#target + SLACK) * this.#perMs) return
    this.#drop(this.#length - this.#target * this.#perMs)
  }

  /** Fills the channels; with silence where there is nothing. */
  pull(out: Float32Array[]): void {
    const wanted = out[0]?.length ?? 0
    if (this.#waiting && this.#length >= this.#target * this.#perMs) this.#waiting = false
    const given = this.#waiting ? 0 : Math.min(wanted, this.#length)
    this.#copy(out, given)
    for (const channel of out) channel.fill(0, given)
    if (this.#waiting) return
    if (given < wanted) {
      this.#waiting = true
      this.#calm = 0
      this.#target = Math.min(MOST, this.#target * MORE_AFTER_GAP)
    } else this.#rest(wanted)
  }

  #rest(samples: number): void {
    this.#calm += samples
    if (this.#calm < CALM * this.#perMs) return
    this.#calm = 0
    this.#target = Math.max(LEAST, this.#target - LESS_AFTER_CALM)
  }

  #copy(out: Float32Array[], count: number): void {
    for (let done = 0; done < count; ) {
      const piece = this.#pieces[0] ?? []
      const part = Math.min(count - done, (piece[0]?.length ?? 0) - this.#at)
      for (const [index, channel] of out.entries()) {
        const from = piece[index] ?? piece[0]
        if (from) channel.set(from.subarray(this.#at, this.#at + part), done)
      }
      done += part
      this.#drop(part)
    }
  }

  #drop(count: number): void {
    let left = Math.floor(count)
    this.#length -= left
    for (let piece = this.#pieces[0]; piece; piece = this.#pieces[0]) {
      const rest = (piece[0]?.length ?? 0) - this.#at
      if (left < rest) {
        this.#at += left
        return
      }
      left -= rest
      this.#pieces.shift()
      this.#at = 0
    }
  }
}
