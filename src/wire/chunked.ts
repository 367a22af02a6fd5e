import { CR, isText, LF } from './bytes.ts'

/** A size line with its extension, and all trailers together, may be this long. */
const LINE_LIMIT = 256
const TRAILER_LIMIT = 8 * 1024
/** Thirteen hex digits: beyond, a number is no longer exact. */
const SIZE_DIGITS = 13

type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'trailer-line'
  | 'trailer-lf'
  | 'end-lf'
  | 'done'
  | 'malformed'

/**
 * Finds where a chunked body ends and hands on what is to be forwarded: the framing as it came but
 * for extensions and trailers, which are dropped, or (`bare`) the data alone, for a reader without the coding.
 */
export class ChunkedBody {
  readonly #bare: boolean
  #state: State = 'size'
  #left = 0
  #digits = 0
  #line = 0
  #trailers = false
  /** Bytes of data seen, without the framing. */
  length = 0

  constructor(bare = false) {
    this.#bare = bare
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  get malformed(): boolean {
    return this.#state === 'malformed'
  }

  /** Reads on; returns the index after what belonged to the body. `forward` gets spans of `bytes`. */
  feed(bytes: Uint8Array, forward: (part: Uint8Array) => void): number {
    let p = 0
    /** Up to where everything before `p` is handed on already, or dropped. */
    let from = 0
    while (p < bytes.length && this.#state !== 'done' && this.#state !== 'malformed') {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, p + this.#left)
        if (this.#bare) forward(bytes.subarray(p, end))
        this.#left -= end - p
        this.length += end - p
        if (this.#left === 0) this.#state = 'data-cr'
        p = end
        continue
      }
      const dropped = this.#drops
      this.#step(bytes[p++] ?? 0)
      if (!this.#bare && this.#drops && !dropped && p - 1 > from) {
        forward(bytes.subarray(from, p - 1))
      }
      if (this.#drops) from = p
      else if (dropped) from = p - 1
    }
    if (this.#bare || this.#state === 'malformed') return p
    if (p > from) forward(bytes.subarray(from, p))
    if (this.#trailers && this.#state === 'done') forward(LINE_END)
    return p
  }

  /** What is read now is not for the reader. */
  get #drops(): boolean {
    return this.#trailers || this.#state === 'extension'
  }

  #step(byte: number) {
    this.#line++
    switch (this.#state) {
      case 'size':
        return this.#size(byte)
      case 'extension':
        if (byte === CR) this.#state = 'size-lf'
        else if (!isText(byte) || this.#line > LINE_LIMIT) this.#state = 'malformed'
        return
      case 'size-lf':
        this.#line = 0
        return this.#expect(byte, LF, this.#left > 0 ? 'data' : 'trailer')
      case 'data-cr':
        return this.#expect(byte, CR, 'data-lf')
      case 'data-lf':
        this.#digits = 0
        this.#line = 0
        return this.#expect(byte, LF, 'size')
      case 'trailer':
        if (byte === CR) this.#state = 'end-lf'
        else {
          this.#trailers = true
          this.#state = isText(byte) ? 'trailer-line' : 'malformed'
        }
        return
      case 'trailer-line':
        if (byte === CR) this.#state = 'trailer-lf'
        else if (!isText(byte) || this.#line > TRAILER_LIMIT) this.#state = 'malformed'
        return
      case 'trailer-lf':
        return this.#expect(byte, LF, 'trailer')
      case 'end-lf':
        return this.#expect(byte, LF, 'done')
    }
  }

  #size(byte: number) {
    const digit = hexDigit(byte)
    if (digit >= 0 && this.#digits < SIZE_DIGITS) {
      this.#left = this.#left * 16 + digit
      this.#digits++
    } else if (this.#digits > 0 && byte === CR) this.#state = 'size-lf'
    else if (this.#digits > 0 && byte === SEMICOLON) this.#state = 'extension'
    else this.#state = 'malformed'
  }

  #expect(byte: number, expected: number, next: State) {
    this.#state = byte === expected ? next : 'malformed'
  }
}

const SEMICOLON = 59
const LINE_END = Buffer.from('\r\n')

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
