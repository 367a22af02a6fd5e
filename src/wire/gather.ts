const EMPTY = Buffer.alloc(0)

/** Bytes that arrive in pieces and are looked at together. Grows by doubling: pieces of one byte are cheap. */
export class Gather {
  #room: Buffer = EMPTY
  #length = 0

  get length(): number {
    return this.#length
  }

  append(bytes: Uint8Array) {
    const length = this.#length + bytes.length
    if (length > this.#room.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(512, length, this.#room.length * 2))
      room.set(this.#room.subarray(0, this.#length))
      this.#room = room
    }
    this.#room.set(bytes, this.#length)
    this.#length = length
  }

  /** What is there so far. Good until the next call. */
  view(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  /** All of it, for the caller to keep; nothing stays here. */
  take(): Buffer {
    const taken = this.view()
    this.#room = EMPTY
    this.#length = 0
    return taken
  }
}
