import { ENCODING, FROM_SERVER, type PixelSize, pixelSize } from './rfb.ts'
import {
  LOOK_MOST,
  pass,
  type Rectangle,
  rectangleBody,
  UnknownRfb,
  type Wants,
} from './rfb-rectangle.ts'

/** ServerInit is the first thing and bears no number. */
export const SERVER_INIT = -1

/**
 * Follows what a server sends from ServerInit on, however it is cut, without touching it: where messages
 * begin and end, and which rectangles an update brings. Holds a few bytes, whatever passes through.
 *
 * ```ts
 * for (let at = 0; at < bytes.length; ) {
 *   const end = stream.advance(bytes, at) // at most to the end of one message, whose kind is stream.type
 *   at = end
 * }
 * ```
 */
export class RfbServerStream {
  /** The message that was read last, or is being read: one of FROM_SERVER, or SERVER_INIT. */
  type: number = SERVER_INIT
  /** A message has just ended and no byte of the next one is read: here others may be put in. */
  between = false
  /** Why the stream cannot be followed any more. From then on every byte belongs to one endless message. */
  lost: string | undefined
  /** The size of the screen. */
  width = 0
  height = 0
  pixel: PixelSize = { plain: 4, tight: 3 }
  readonly #rectangle: (rectangle: Rectangle) => void
  readonly #messages: Wants
  readonly #look = Buffer.alloc(LOOK_MOST)
  #looked = 0
  #wanted = 0

  /** `rectangle` is told of each as its head has been read. */
  constructor(rectangle: (rectangle: Rectangle) => void = () => {}) {
    this.#rectangle = rectangle
    this.#messages = this.#read()
    this.#resume()
  }

  /** The client chose another format of pixels: the sixteen bytes of its message. */
  choosePixels(format: Buffer) {
    this.pixel = pixelSize(format)
  }

  /** Reads on from `from`, to the end of the bytes or of the message; returns how far that was. */
  advance(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length && this.lost === undefined) {
      if (this.#wanted < 0) {
        const passed = Math.min(-this.#wanted, bytes.length - at)
        this.#wanted += passed
        at += passed
        if (this.#wanted < 0) return at
      } else {
        while (this.#looked < this.#wanted && at < bytes.length) {
          this.#look[this.#looked++] = bytes[at++] ?? 0
        }
        if (this.#looked < this.#wanted) return at
      }
      this.#resume()
      if (this.between) return at
    }
    return this.lost === undefined ? at : bytes.length
  }

  #resume() {
    this.between = false
    const seen = this.#look.subarray(0, this.#looked)
    this.#looked = 0
    try {
      this.#wanted = this.#messages.next(seen).value ?? 0
    } catch (error) {
      if (!(error instanceof UnknownRfb)) throw error
      this.lost = error.message
    }
  }

  *#read(): Wants {
    const size = yield 4
    this.#resize(size.readUInt16BE(0), size.readUInt16BE(2))
    this.choosePixels(yield 16)
    yield* pass((yield 4).readUInt32BE())
    for (;;) {
      this.between = true
      this.type = (yield 1).readUInt8()
      yield* this.#message(this.type)
    }
  }

  *#message(type: number): Wants {
    switch (type) {
      case FROM_SERVER.update:
        return yield* this.#update((yield 3).readUInt16BE(1))
      case FROM_SERVER.colours:
        return yield* pass((yield 5).readUInt16BE(3) * 6)
      case FROM_SERVER.bell:
      case FROM_SERVER.endOfContinuousUpdates:
        return
      case FROM_SERVER.cutText:
        // Negative for the extended clipboard.
        return yield* pass(Math.abs((yield 7).readInt32BE(3)))
      case FROM_SERVER.fence:
        return yield* pass((yield 8).readUInt8(7))
      case FROM_SERVER.xvp:
        return yield* pass(3)
      default:
        throw new UnknownRfb(`A message of the kind ${type}`)
    }
  }

  *#update(count: number): Wants {
    for (let left = count; left > 0; left--) {
      const head = yield 12
      const rectangle = {
        x: head.readUInt16BE(0),
        y: head.readUInt16BE(2),
        width: head.readUInt16BE(4),
        height: head.readUInt16BE(6),
        encoding: head.readInt32BE(8),
      }
      this.#rectangle(rectangle)
      yield* rectangleBody(rectangle, this.pixel)
      const { x, y, width, height, encoding } = rectangle
      if (encoding === ENCODING.lastRect) return
      // Whoever asked for a size that was refused (x 1, y not 0) is told the size of their wish.
      if (encoding === ENCODING.desktopSize) this.#resize(width, height)
      if (encoding === ENCODING.extendedDesktopSize && !(x === 1 && y !== 0)) {
        this.#resize(width, height)
      }
    }
  }

  #resize(width: number, height: number) {
    this.width = width
    this.height = height
  }
}
