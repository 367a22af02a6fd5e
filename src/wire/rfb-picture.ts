import { ENCODING, FROM_SERVER } from './rfb.ts'
import { HandshakeError, RfbClientHandshake } from './rfb-auth.ts'
import { Thumbnail } from './thumbnail.ts'

/** A screen beyond this is no desktop of ours. */
const MOST_PIXELS = 8192 * 8192
const NAME_LIMIT = 4096
const SHARED = 1

/** Sixteen bits a pixel, little end first: half of what a screen usually sends, and enough for a thumbnail. */
const PIXEL_FORMAT = Buffer.from([16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0])
const BYTES_A_PIXEL = 2

type Part = 'handshake' | 'init' | 'message' | 'rectangle' | 'pixels' | 'skip' | 'over'

type Rectangle = { x: number; y: number; width: number; height: number; at: number }

/**
 * One look at a screen by RFB (RFC 6143), as a viewer among others: it signs in, asks for the whole
 * picture once, in pixels as they are, and keeps a thumbnail of it. Feed it what the server sends; `send`
 * goes back. Throws HandshakeError where the server says no or something else than was asked for.
 */
export class RfbPicture {
  readonly #handshake: RfbClientHandshake
  readonly #widest: number
  #part: Part = 'handshake'
  #pending: Buffer = Buffer.alloc(0)
  #skip = 0
  #rectangles = 0
  #rectangle: Rectangle = { x: 0, y: 0, width: 0, height: 0, at: 0 }
  #thumbnail: Thumbnail | undefined

  constructor(password: string, widest: number) {
    this.#handshake = new RfbClientHandshake(password)
    this.#widest = widest
  }

  /** The thumbnail, once the picture is whole. */
  get whole(): Thumbnail | undefined {
    return this.#part === 'over' ? this.#thumbnail : undefined
  }

  feed(bytes: Uint8Array): { readonly send: Uint8Array } {
    if (this.#part !== 'handshake') return { send: this.#read(Buffer.from(bytes)) }
    const { send, rest } = this.#handshake.feed(bytes)
    if (rest === undefined) return { send }
    this.#part = 'init'
    const after = this.#read(Buffer.from(rest))
    return { send: Buffer.concat([send, Uint8Array.of(SHARED), after]) }
  }

  #read(bytes: Buffer): Buffer {
    let input = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes
    const sent: Buffer[] = []
    for (;;) {
      const used = this.#step(input, sent)
      if (used === 0) break
      input = input.subarray(used)
    }
    this.#pending = Buffer.from(input)
    return Buffer.concat(sent)
  }

  /** How much of the input was taken; 0 where more is needed, or nothing is wanted any more. */
  #step(input: Buffer, sent: Buffer[]): number {
    switch (this.#part) {
      case 'init':
        return this.#init(input, sent)
      case 'message':
        return this.#message(input)
      case 'rectangle':
        return this.#begin(input)
      case 'pixels':
        return this.#pixels(input)
      case 'skip':
        return this.#leaveOut(input)
      default:
        return 0
    }
  }

  #init(input: Buffer, sent: Buffer[]): number {
    if (input.length < 24) return 0
    const [width, height, name] = [
      input.readUInt16BE(0),
      input.readUInt16BE(2),
      input.readUInt32BE(20),
    ]
    if (width * height === 0 || width * height > MOST_PIXELS || name > NAME_LIMIT) {
      throw new HandshakeError(`A screen of ${width} by ${height} is not looked at`)
    }
    if (input.length < 24 + name) return 0
    this.#thumbnail = new Thumbnail(width, height, this.#widest)
    this.#part = 'message'
    const format = Buffer.concat([Buffer.from([0, 0, 0, 0]), PIXEL_FORMAT])
    const encodings = Buffer.from([2, 0, 0, 1, 0, 0, 0, ENCODING.raw])
    const request = Buffer.alloc(10)
    request[0] = 3
    request.writeUInt16BE(width, 6)
    request.writeUInt16BE(height, 8)
    sent.push(format, encodings, request)
    return 24 + name
  }

  #message(input: Buffer): number {
    const kind = input[0]
    if (kind === undefined) return 0
    if (kind === FROM_SERVER.bell) return 1
    if (kind === FROM_SERVER.cutText) {
      if (input.length < 8) return 0
      // A negative length is that of an extended message.
      this.#skip = Math.abs(input.readInt32BE(4))
      this.#part = 'skip'
      return 8
    }
    if (kind !== FROM_SERVER.update) throw new HandshakeError(`The desktop sent a message ${kind}`)
    if (input.length < 4) return 0
    this.#rectangles = input.readUInt16BE(2)
    this.#next()
    return 4
  }

  #leaveOut(input: Buffer): number {
    const used = Math.min(this.#skip, input.length)
    this.#skip -= used
    if (this.#skip === 0) this.#part = 'message'
    return used
  }

  #next() {
    this.#part = this.#rectangles > 0 ? 'rectangle' : 'over'
    this.#rectangles -= 1
  }

  #begin(input: Buffer): number {
    if (input.length < 12) return 0
    const encoding = input.readInt32BE(8)
    if (encoding !== ENCODING.raw) throw new HandshakeError(`The desktop sent encoding ${encoding}`)
    const [x, y, width, height] = [0, 2, 4, 6].map((at) => input.readUInt16BE(at))
    this.#rectangle = { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0, at: 0 }
    if (this.#rectangle.width * this.#rectangle.height === 0) this.#next()
    else this.#part = 'pixels'
    return 12
  }

  #pixels(input: Buffer): number {
    const { x, y, width, height, at } = this.#rectangle
    const count = Math.min(Math.floor(input.length / BYTES_A_PIXEL), width * height - at)
    let [column, row] = [at % width, Math.floor(at / width)]
    for (let i = 0; i < count; i += 1) {
      this.#thumbnail?.add(x + column, y + row, input.readUInt16LE(i * BYTES_A_PIXEL))
      column += 1
      if (column === width) [column, row] = [0, row + 1]
    }
    this.#rectangle.at += count
    if (this.#rectangle.at === width * height) this.#next()
    return count * BYTES_A_PIXEL
  }
}
