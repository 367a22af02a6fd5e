import { constants, deflateSync, inflateSync } from 'node:zlib'
import { FROM_SERVER } from '../wire/rfb.ts'
import { encodingsMessage } from '../wire/rfb-client-stream.ts'
import { RfbServerStream } from '../wire/rfb-server-stream.ts'
import { until } from './until.ts'

const EXTENDED_CLIPBOARD = 0xc0a1e5ce | 0
const REQUEST = 1 << 25
const NOTIFY = 1 << 27
const PROVIDE = 1 << 28
const UTF8 = 1

/** A viewer that has no page: RFB on a WebSocket, which does with text whatever the protocol allows. */
export class RfbVisitor implements Disposable {
  /** Every text that came out of the session, by any message. */
  readonly texts: string[] = []
  /** The code that it was closed with. */
  closed: number | undefined
  readonly #socket: WebSocket
  readonly #stream = new RfbServerStream()
  #greeting = Buffer.alloc(0)
  #greeted = false
  #message: Buffer[] = []
  #updates = 0
  #text = ''

  private constructor(url: string, cookie: string, origin: string) {
    const options = { headers: { cookie, origin }, tls: { rejectUnauthorized: false } }
    this.#socket = Reflect.construct(WebSocket, [url, options])
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) this.#read(Buffer.from(data))
    })
    this.#socket.addEventListener('close', ({ code }) => {
      this.closed = code
    })
  }

  /** Connects with the ticket among these cookies, and has seen the screen once. */
  static async open(base: string, session: string, cookie: string): Promise<RfbVisitor> {
    const url = new URL(`/s/${session}/rfb`, base)
    url.protocol = 'wss:'
    const visitor = new RfbVisitor(url.href, cookie, base)
    await visitor.seen()
    return visitor
  }

  /** Waits until the server has answered another look at the screen, and so all that was sent before. */
  async seen(): Promise<void> {
    const before = this.#updates
    await until('the greeting', () => this.#greeted || this.closed !== undefined)
    this.#send(Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 0, 1]))
    await until('the screen', () => this.#updates > before || this.closed !== undefined)
  }

  /** The text in both forms that there are: the old one, and the one that is announced and then fetched. */
  send(text: string): void {
    const plain = Buffer.from(text, 'latin1')
    this.#send(Buffer.concat([head(plain.length), plain]))
    this.#text = text
    this.#sendExtended(NOTIFY | UTF8)
    this.#provide()
  }

  [Symbol.dispose]() {
    this.#socket.close()
  }

  #send(bytes: Buffer) {
    if (this.closed === undefined) this.#socket.send(new Uint8Array(bytes))
  }

  #sendExtended(flags: number, data = Buffer.alloc(0)) {
    this.#send(Buffer.concat([head(-4 - data.length), integer(flags), data]))
  }

  #provide() {
    this.#sendExtended(PROVIDE | UTF8, deflateSync(sized(Buffer.from(`${this.#text}\0`))))
  }

  #read(bytes: Buffer) {
    let rest = bytes
    if (!this.#greeted) {
      this.#greeting = Buffer.concat([this.#greeting, bytes])
      rest = this.#greet()
    }
    for (let at = 0; at < rest.length; ) {
      const end = this.#stream.advance(rest, at)
      if (this.#stream.type === FROM_SERVER.cutText) this.#message.push(rest.subarray(at, end))
      at = end
      if (!this.#stream.between) continue
      if (this.#stream.type === FROM_SERVER.update) this.#updates++
      if (this.#stream.type === FROM_SERVER.cutText) this.#hear(Buffer.concat(this.#message))
      this.#message = []
    }
  }

  /** Version, no security, its result: 18 bytes in all, each step answered as it is there. */
  #greet(): Buffer {
    const { length } = this.#greeting
    if (length === 12) this.#send(Buffer.from('RFB 003.008\n'))
    if (length === 14) this.#send(Buffer.from([1]))
    if (length < 18) return Buffer.alloc(0)
    this.#greeted = true
    this.#send(Buffer.from([1]))
    this.#send(encodingsMessage([0, EXTENDED_CLIPBOARD]))
    return this.#greeting.subarray(18)
  }

  #hear(message: Buffer) {
    const length = message.readInt32BE(4)
    if (length >= 0) {
      this.texts.push(message.toString('latin1', 8))
      return
    }
    const flags = message.readInt32BE(8)
    if ((flags & 0xff000000) === NOTIFY) this.#sendExtended(REQUEST | UTF8)
    if ((flags & 0xff000000) === REQUEST) this.#provide()
    if ((flags & 0xff000000) !== PROVIDE) return
    // A server's stream of zlib goes on and on.
    const data = inflateSync(message.subarray(12), { finishFlush: constants.Z_SYNC_FLUSH })
    this.texts.push(data.toString('utf8', 4).replace(/\0$/, ''))
  }
}

function head(length: number): Buffer {
  return Buffer.concat([Buffer.from([6, 0, 0, 0]), integer(length)])
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([integer(bytes.length), bytes])
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
