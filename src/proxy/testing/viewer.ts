import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Route } from '../../contract/routes.ts'
import { ticketFor } from './door.ts'

/** A key that is pressed, as RFB says it. */
export const KEY = Buffer.from([4, 1, 0, 0, 0, 0, 0, 97])

/** Whatever the certificate is. */
export function connectSecurely(port: number): Socket {
  return connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
}

/** A browser's viewer: a WebSocket that speaks the beginning of RFB, and can stop reading. */
export class Viewer implements Disposable {
  readonly socket: Socket
  /** The close frame, or code 1006 where the connection just ended. */
  readonly closed: Promise<{ code: number; reason: string }>
  /** Status line of the answer. */
  status = ''
  /** Payload that nobody took yet. */
  #received: Buffer[] = []
  #length = 0
  #pending: Buffer = Buffer.alloc(0)
  #changed = Promise.withResolvers<void>()
  #resolveClosed: (how: { code: number; reason: string }) => void = () => {}
  pings = 0
  /** A browser always answers; this one may be told not to. */
  answersPings = true

  constructor(
    port: number,
    route: Route,
    fields: Readonly<Record<string, string>> = {},
    stream = 'rfb',
    secure = false,
  ) {
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve
    })
    this.socket = secure ? connectSecurely(port) : connect(port, '127.0.0.1')
    this.socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.socket.on('error', () => this.socket.destroy())
    this.socket.on('close', () => {
      this.#resolveClosed({ code: 1006, reason: '' })
      this.#changed.resolve()
    })
    const all = {
      host: 'desk.example',
      origin: 'https://desk.example',
      cookie: ticketFor(route),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...fields,
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    this.socket.write(`GET /s/${route.session}/${stream} HTTP/1.1\r\n${lines.join('')}\r\n`)
  }

  send(payload: string | Buffer, opcode = 2) {
    const data = Buffer.from(payload)
    const mask = Buffer.from([1, 2, 3, 4])
    const head = Buffer.from([0x80 | opcode, 0x80 | data.length])
    const masked = data.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
    this.socket.write(Buffer.concat([head, mask, masked]))
  }

  /** The status line that answers the upgrade. */
  async answer(): Promise<string> {
    while (this.status === '') {
      this.#changed = Promise.withResolvers<void>()
      await this.#changed.promise
    }
    return this.status
  }

  /** The next so many bytes of payload. */
  async take(length: number): Promise<Buffer> {
    while (this.#length < length) {
      if (this.socket.closed) throw new Error(`Closed: ${this.status}`)
      this.#changed = Promise.withResolvers<void>()
      await this.#changed.promise
    }
    const all = Buffer.concat(this.#received)
    this.#received = [all.subarray(length)]
    this.#length = all.length - length
    return all.subarray(0, length)
  }

  /** Waits for so many pings. */
  async pinged(times: number): Promise<void> {
    while (this.pings < times) {
      this.#changed = Promise.withResolvers<void>()
      await this.#changed.promise
    }
  }

  /** Up to and with ClientInit. */
  async greet(): Promise<this> {
    await this.take('RFB 003.008\n'.length)
    this.send('RFB 003.008\n')
    await this.take(2)
    this.send(Buffer.from([1]))
    await this.take(4)
    this.send(Buffer.from([1]))
    return this
  }

  [Symbol.dispose]() {
    this.socket.destroy()
  }

  #read(bytes: Buffer) {
    this.#pending = Buffer.concat([this.#pending, bytes])
    if (this.status === '') {
      const end = this.#pending.indexOf('\r\n\r\n')
      if (end < 0) return
      this.status = this.#pending.toString('latin1', 0, this.#pending.indexOf('\r'))
      this.#pending = this.#pending.subarray(end + 4)
    }
    if (this.status.includes(' 101 ')) this.#readFrames()
    this.#changed.resolve()
  }

  #readFrames() {
    for (;;) {
      const short = this.#pending[1] ?? 0
      const at = short < 126 ? 2 : 4
      if (this.#pending.length < at) return
      const length = short < 126 ? short : this.#pending.readUInt16BE(2)
      if (this.#pending.length < at + length) return
      this.#frame((this.#pending[0] ?? 0) & 15, this.#pending.subarray(at, at + length))
      this.#pending = this.#pending.subarray(at + length)
    }
  }

  #frame(opcode: number, payload: Buffer) {
    if (opcode === 2) {
      this.#received.push(payload)
      this.#length += payload.length
    } else if (opcode === 9) {
      this.pings++
      if (this.answersPings) this.send(payload, 10)
    } else if (opcode === 8) {
      this.#resolveClosed({ code: payload.readUInt16BE(0), reason: payload.toString('utf8', 2) })
      this.socket.end()
    }
  }
}
