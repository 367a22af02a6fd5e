import { ENCODING, FROM_SERVER } from '../wire/rfb.ts'
import { RfbServerHandshake } from '../wire/rfb-auth.ts'
import { encodingsMessage } from '../wire/rfb-client-stream.ts'
import { continuousUpdates, wholeScreen } from '../wire/rfb-messages.ts'
import { RfbServerStream, SERVER_INIT } from '../wire/rfb-server-stream.ts'
import type { Visitor } from './visitor.ts'

const LEVELS = { automatic: 6, fast: 3 } as const
const PSEUDO = [-224, -258, -261, -308, -312, -313, 0x574d5664]
/** Version, choice and ClientInit in turn, each after so many bytes of the server's. */
const GREETING = [
  { bytes: 12, send: Buffer.from(new RfbServerHandshake().greeting) },
  { bytes: 2, send: Buffer.from([1]) },
  { bytes: 4, send: Buffer.from([1]) },
] as const

/**
 * A viewer that takes video, through the front door, as noVNC does: it keeps up with the stream, sends
 * fences back, and only counts what it is shown.
 */
export class FilmViewer implements Disposable {
  /** Rectangles of video, of their newest size, and other pictures, cursors and texts. */
  video = 0
  size = ''
  stills = 0
  cursors = 0
  texts = 0
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #stream = new RfbServerStream(({ encoding, width, height }) => {
    if (encoding === ENCODING.vmwareCursor) this.cursors++
    else if (encoding !== ENCODING.h264) this.stills += encoding >= 0 ? 1 : 0
    else {
      this.video++
      this.size = `${width}x${height}`
    }
  })
  #step = 0
  #received = 0
  #screen = ''
  #continuous = false
  /** The message that is being read, where it is a fence. */
  #fence: Buffer[] = []

  /** The visitor has a ticket of the session. */
  constructor(visitor: Visitor, session: string, quality: keyof typeof LEVELS) {
    const url = `${visitor.base.replace('https', 'wss')}/s/${session}/rfb`
    const options = {
      protocols: ['binary'],
      headers: { Origin: visitor.base, Cookie: visitor.cookie },
      tls: { rejectUnauthorized: false },
    } satisfies Bun.WebSocketOptions
    // The types of a browser's WebSocket, which takes no headers, hide those of Bun's.
    this.#socket = Reflect.construct(WebSocket, [url, options])
    this.#socket.binaryType = 'arraybuffer'
    const { promise, resolve } = Promise.withResolvers<void>()
    this.closed = promise
    this.#socket.onclose = () => resolve()
    this.#socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#take(Buffer.from(data), quality)
    }
  }

  key(keysym: number, down: boolean) {
    const message = Buffer.from([4, down ? 1 : 0, 0, 0, 0, 0, 0, 0])
    message.writeUInt32BE(keysym, 4)
    this.#socket.send(message)
  }

  point(x: number, y: number) {
    const message = Buffer.from([5, 0, 0, 0, 0, 0])
    message.writeUInt16BE(x, 2)
    message.writeUInt16BE(y, 4)
    this.#socket.send(message)
  }

  /** Cut without a goodbye, as by a browser that was killed. */
  cut() {
    const terminate: unknown = Reflect.get(this.#socket, 'terminate')
    if (typeof terminate !== 'function') throw new Error('This WebSocket cannot be cut')
    Reflect.apply(terminate, this.#socket, [])
  }

  [Symbol.dispose]() {
    this.#socket.close()
  }

  #take(bytes: Buffer, quality: keyof typeof LEVELS) {
    const greeting = GREETING[this.#step]
    if (greeting) {
      this.#received += bytes.length
      if (this.#received < greeting.bytes) return
      this.#received = 0
      this.#step++
      this.#socket.send(greeting.send)
      return
    }
    for (let at = 0; at < bytes.length; ) {
      const end = this.#stream.advance(bytes, at)
      if (this.#stream.type === FROM_SERVER.fence) this.#fence.push(bytes.subarray(at, end))
      at = end
      if (this.#stream.between) this.#answer(quality)
    }
  }

  /** A message of the server is read. */
  #answer(quality: keyof typeof LEVELS) {
    const { type, width, height } = this.#stream
    const socket = this.#socket
    if (type === SERVER_INIT) {
      const level = -32 + LEVELS[quality]
      const encodings = [ENCODING.copyRect, ENCODING.h264, ENCODING.tight, 0, level, ...PSEUDO]
      socket.send(
        Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]),
      )
      socket.send(new Uint8Array(encodingsMessage(encodings)))
      socket.send(new Uint8Array(wholeScreen(width, height)))
    } else if (type === FROM_SERVER.endOfContinuousUpdates) this.#continuous = true
    else if (type === FROM_SERVER.cutText) this.texts++
    else if (type === FROM_SERVER.fence) {
      const fence = Buffer.concat(this.#fence)
      this.#fence = []
      fence.writeUInt32BE(fence.readUInt32BE(4) & 3, 4)
      socket.send(fence)
    }
    const screen = `${width}x${height}`
    if (!this.#continuous || screen === this.#screen) return
    this.#screen = screen
    socket.send(new Uint8Array(continuousUpdates(width, height)))
  }
}
