import { CLOSE, OPCODE } from './websocket.ts'

/** What a reader meets beside data. */
export type FrameEvents = {
  ping(payload: Uint8Array): void
  /** The peer says goodbye. Nothing after it is read. */
  close(code: number): void
  /** The peer breaks the rules: close with this code. Nothing after it is read. */
  violation(code: number, reason: string): void
}

const HEADER_MAX = 14
const CONTROL_MAX = 125
const NOTHING = Buffer.alloc(0)

/** Reads the masked frames of a browser, however they are cut, into the bytes of their binary messages. */
export class WebSocketReader {
  readonly #events: FrameEvents
  readonly #header = new Uint8Array(HEADER_MAX)
  #headerLength = 0
  /** Where in the header the mask begins, and how far into its four bytes the payload is. */
  #mask = 0
  #maskAt = 0
  /** Payload of the current frame that is still to come; -1 while its header is read. */
  #left = -1
  #opcode = 0
  #fragmented = false
  /** Payload of a control frame, while there is one. */
  #control: Buffer | undefined
  #controlLength = 0
  #over = false

  constructor(events: FrameEvents) {
    this.#events = events
  }

  /** Unmasks in place: the payloads, gathered at the front of `bytes`. */
  feed(bytes: Uint8Array): Uint8Array {
    let p = 0
    let to = 0
    while (p < bytes.length && !this.#over) {
      if (this.#left < 0) {
        this.#header[this.#headerLength++] = bytes[p++] ?? 0
        if (this.#headerLength === this.#headerSize()) this.#begin()
        continue
      }
      const end = Math.min(bytes.length, p + this.#left)
      this.#left -= end - p
      if (this.#opcode < OPCODE.close) to = this.#unmask(bytes, p, end, bytes, to)
      else {
        this.#control ??= Buffer.alloc(CONTROL_MAX)
        this.#controlLength = this.#unmask(bytes, p, end, this.#control, this.#controlLength)
      }
      p = end
      if (this.#left === 0) this.#finish()
    }
    return bytes.subarray(0, to)
  }

  /** How long the header is, as far as its bytes tell. */
  #headerSize(): number {
    if (this.#headerLength < 2) return 2
    const length = this.#byte(1) & 0x7f
    return 6 + (length === 126 ? 2 : length === 127 ? 8 : 0)
  }

  #begin() {
    const first = this.#byte(0)
    const second = this.#byte(1)
    const final = (first & 0x80) !== 0
    this.#headerLength = 0
    this.#opcode = first & 0x0f
    this.#left = this.#payloadLength(second & 0x7f)
    this.#mask = this.#maskStart(second & 0x7f)
    this.#maskAt = 0
    this.#controlLength = 0
    const wrong = this.#violation(first, second, final)
    if (wrong !== undefined) return this.#refuse(CLOSE.protocolError, wrong)
    if (this.#opcode === OPCODE.text) {
      return this.#refuse(CLOSE.unsupported, 'Only binary messages are taken')
    }
    if (this.#opcode < OPCODE.close) this.#fragmented = !final
    if (this.#left === 0) this.#finish()
  }

  #violation(first: number, second: number, final: boolean): string | undefined {
    if ((first & 0x70) !== 0) return 'Reserved bits are set'
    if ((second & 0x80) === 0) return 'A frame without a mask'
    if (!Number.isSafeInteger(this.#left)) return 'A frame beyond all bounds'
    switch (this.#opcode) {
      case OPCODE.continuation:
        return this.#fragmented ? undefined : 'A continuation of nothing'
      case OPCODE.text:
      case OPCODE.binary:
        return this.#fragmented ? 'A message inside a message' : undefined
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        return final && this.#left <= CONTROL_MAX
          ? undefined
          : 'A control frame too long or in parts'
      default:
        return 'Unknown opcode'
    }
  }

  #payloadLength(short: number): number {
    if (short < 126) return short
    let length = 0
    for (let at = 2; at < this.#maskStart(short); at++) length = length * 256 + this.#byte(at)
    return length
  }

  #byte(at: number): number {
    return this.#header[at] ?? 0
  }

  #maskStart(short: number): number {
    return short < 126 ? 2 : short === 126 ? 4 : 10
  }

  #unmask(from: Uint8Array, at: number, end: number, out: Uint8Array, outAt: number): number {
    const header = this.#header
    const mask = this.#mask
    let turn = this.#maskAt
    let to = outAt
    for (let p = at; p < end; p++) {
      out[to++] = (from[p] ?? 0) ^ (header[mask + turn] ?? 0)
      turn = (turn + 1) & 3
    }
    this.#maskAt = turn
    return to
  }

  #finish() {
    this.#left = -1
    const payload = this.#control?.subarray(0, this.#controlLength) ?? NOTHING
    this.#control = undefined
    if (this.#opcode === OPCODE.ping) this.#events.ping(payload)
    if (this.#opcode !== OPCODE.close) return
    this.#over = true
    if (payload.length === 1) this.#events.violation(CLOSE.protocolError, 'Half a close code')
    else this.#events.close(payload.length === 0 ? CLOSE.normal : payload.readUInt16BE(0))
  }

  #refuse(code: number, reason: string) {
    this.#over = true
    this.#events.violation(code, reason)
  }
}
