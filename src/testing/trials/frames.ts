const LENGTH = 4

export type Frame = {
  /** One letter; empty for the first message of a client, which has none. */
  readonly type: string
  readonly body: Buffer
  /** All of it, as it came. */
  readonly bytes: Buffer
}

/** The messages of one direction of Postgres' protocol, version 3, out of whatever pieces they come in. */
export class Frames {
  #pending: Buffer = Buffer.alloc(0)
  #untyped: boolean

  constructor({ untypedFirst }: { readonly untypedFirst: boolean }) {
    this.#untyped = untypedFirst
  }

  /** The messages that are whole now. */
  feed(chunk: Buffer): Frame[] {
    this.#pending = Buffer.concat([this.#pending, chunk])
    const frames: Frame[] = []
    for (;;) {
      const head = this.#untyped ? 0 : 1
      if (this.#pending.length < head + LENGTH) return frames
      const end = head + this.#pending.readUInt32BE(head)
      if (this.#pending.length < end) return frames
      const bytes = this.#pending.subarray(0, end)
      frames.push({
        type: bytes.toString('latin1', 0, head),
        body: bytes.subarray(head + LENGTH),
        bytes,
      })
      this.#pending = this.#pending.subarray(end)
      this.#untyped = false
    }
  }
}
