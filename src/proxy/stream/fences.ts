import { randomBytes } from 'node:crypto'
import { fenceRequest } from '../../wire/rfb-messages.ts'

const MARK = 8
const CLIENT_HEAD = 9

/**
 * Fences of our own in the stream to a client, which it sends back once it has read what stands before
 * them: so we know what it has not dealt with yet. They bear a mark, to tell them from the desktop's.
 */
export class Fences {
  readonly #mark = randomBytes(MARK)
  #next = 0
  /** Those on their way, oldest first. */
  #out: { readonly number: number; readonly at: number; readonly bytes: number }[] = []

  /** A fence behind so many bytes. */
  put(bytes: number, now: number): Buffer {
    const payload = Buffer.alloc(MARK + 4)
    this.#mark.copy(payload)
    payload.writeUInt32BE(this.#next, MARK)
    this.#out.push({ number: this.#next, at: now, bytes })
    this.#next = (this.#next + 1) >>> 0
    return fenceRequest(payload)
  }

  /** Takes a fence of the client; false where it is none of ours. */
  take(message: Buffer): boolean {
    const payload = message.subarray(CLIENT_HEAD)
    if (payload.length !== MARK + 4 || !payload.subarray(0, MARK).equals(this.#mark)) return false
    const number = payload.readUInt32BE(MARK)
    const at = this.#out.findIndex((one) => one.number === number)
    this.#out.splice(0, at + 1)
    return true
  }

  /** What is still on its way does not count any more; it is known when it comes back nevertheless. */
  forget() {
    this.#out = []
  }

  /** For so many milliseconds the oldest has been on its way. */
  age(now: number): number {
    const [oldest] = this.#out
    return oldest ? now - oldest.at : 0
  }

  /** So many bytes are on their way. */
  get bytes(): number {
    return this.#out.reduce((sum, one) => sum + one.bytes, 0)
  }
}
