import { copyOf } from './bytes.ts'
import { SHUT, type Tap } from './tap.ts'

/** What a pipe needs of the socket it ends in. Bun's write says how much it took, or -1 once closed. */
export interface Writable {
  write(bytes: Uint8Array): number
  /** Half-close: our side is done, the other may still speak. (Bun's `end` would stop both.) */
  shutdown(): void
}

/** A source that brings this much at once lets the others go first. */
const BIG_READ = 64 * 1024

/**
 * One direction of a connection. What the socket does not take is kept here and its source is not
 * read meanwhile, so at most one read (512 KiB) waits in memory, however slow the reader.
 */
export class Pipe {
  #to: Writable | undefined
  #pending: Uint8Array[] = []
  /** Sources that are not read because of us; nearly always none. */
  #held: Set<Tap> | undefined
  #ending = false
  #ended = false
  #movedAt = 0
  /** Bytes that went in. */
  total = 0

  constructor(to?: Writable) {
    this.#to = to
  }

  /** Nothing waits here. */
  get clear(): boolean {
    return this.#pending.length === 0
  }

  /** When bytes last left while others wait, on the clock of performance.now(); undefined while clear. */
  get stalledSince(): number | undefined {
    return this.clear ? undefined : this.#movedAt
  }

  /** The socket is open: what was written before goes out now. */
  attach(to: Writable) {
    this.#to = to
    this.drain()
  }

  /** Takes the bytes over; the caller must not change them afterwards. */
  write(bytes: Uint8Array, from?: Tap) {
    this.#push(bytes, from, false)
  }

  /** The same for bytes in memory that the caller uses again: what must wait is copied. */
  lend(bytes: Uint8Array, from?: Tap) {
    this.#push(bytes, from, true)
  }

  /** The socket can take more. */
  drain() {
    if (!this.#to) return
    for (;;) {
      const next = this.#pending[0]
      if (next === undefined) break
      const taken = this.#to.write(next)
      if (taken < 0) return
      if (taken > 0) this.#movedAt = performance.now()
      if (taken < next.length) {
        this.#pending[0] = next.subarray(taken)
        return
      }
      this.#pending.shift()
    }
    this.#letGo()
    this.#finish()
  }

  /** Half-closes the socket once everything is out. What is not out by then would be lost. */
  end() {
    this.#ending = true
    this.#finish()
  }

  /** The socket is gone: what waited is dropped, its sources may be read again. */
  abandon() {
    this.#to = undefined
    this.#ended = true
    this.#pending = []
    this.#letGo()
  }

  /** This source owes us nothing more, even if what it sent still waits. */
  release(from: Tap) {
    if (this.#held?.delete(from)) from.open(SHUT.backpressure)
  }

  #push(bytes: Uint8Array, from: Tap | undefined, lent: boolean) {
    if (this.#ended || this.#ending) return
    this.total += bytes.length
    if (from && bytes.length >= BIG_READ) from.yield()
    let taken = 0
    if (this.clear && this.#to) {
      taken = this.#to.write(bytes)
      if (taken === bytes.length || taken < 0) return
    }
    if (this.clear) this.#movedAt = performance.now()
    const rest = bytes.subarray(taken)
    this.#pending.push(lent ? copyOf(rest) : rest)
    if (from) this.#hold(from)
  }

  #hold(from: Tap) {
    this.#held ??= new Set()
    this.#held.add(from)
    from.shut(SHUT.backpressure)
  }

  #letGo() {
    const held = this.#held
    this.#held = undefined
    for (const tap of held ?? []) tap.open(SHUT.backpressure)
  }

  #finish() {
    if (!this.#ending || this.#ended || !this.#to || !this.clear) return
    this.#ended = true
    this.#to.shutdown()
  }
}
