import { describe, expect, test } from 'bun:test'
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import type { Route } from '../contract/routes.ts'
import { answerChallenge } from '../wire/vnc-auth.ts'
import { CLOSE } from '../wire/websocket.ts'
import type { FrontDoor } from './door.ts'
import type { Limits } from './limits.ts'
import { openDoor, routeTo, snapshot, ticketFor } from './testing.ts'

const CHALLENGE = Buffer.alloc(16, 7)

/** A session's RFB server that asks for the password; `serve` has the connection after ClientInit. */
class Desktop implements Disposable {
  connections = 0
  refused = 0
  readonly server: Server

  constructor(serve: (socket: Socket, first: Buffer) => void, password = 'password') {
    this.server = createServer({ allowHalfOpen: true }, (socket) => {
      this.connections++
      socket.on('error', () => socket.destroy())
      socket.write('RFB 003.008\n')
      const steps = [12, 1, 16, 1]
      let seen = Buffer.alloc(0)
      const greet = (bytes: Buffer) => {
        seen = Buffer.concat([seen, bytes])
        for (let length = steps[0]; length && seen.length >= length; length = steps[0]) {
          const message = seen.subarray(0, length)
          seen = seen.subarray(length)
          steps.shift()
          if (steps.length === 3) socket.write(Buffer.from([1, 2]))
          if (steps.length === 2) socket.write(CHALLENGE)
          if (steps.length === 1) {
            const right = message.equals(answerChallenge(CHALLENGE, password))
            if (!right) this.refused++
            socket.write(right ? Buffer.alloc(4) : Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 78]))
          }
          if (steps.length === 0) {
            socket.off('data', greet)
            serve(socket, seen)
          }
        }
      }
      socket.on('data', greet)
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return address.port
  }

  [Symbol.dispose]() {
    this.server.close()
  }
}

/** A browser's WebSocket, as far as it speaks the beginning of RFB. */
class Browser implements Disposable {
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  readonly messages: Buffer[] = []
  #changed = Promise.withResolvers<void>()

  constructor(door: FrontDoor, route: Route, headers: Record<string, string> = {}) {
    const url = `ws://127.0.0.1:${door.port}/s/${route.session}/rfb`
    this.socket = new WebSocket(url, {
      headers: { origin: `http://127.0.0.1:${door.port}`, cookie: ticketFor(route), ...headers },
    })
    this.socket.binaryType = 'arraybuffer'
    this.socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.messages.push(Buffer.from(data))
      this.#changed.resolve()
    }
    this.closed = new Promise((resolve) => {
      this.socket.onclose = ({ code, reason }) => {
        resolve({ code, reason })
        this.#changed.resolve()
      }
    })
  }

  get received(): Buffer {
    return Buffer.concat(this.messages)
  }

  async until(satisfies: (received: Buffer) => boolean): Promise<Buffer> {
    while (!satisfies(this.received)) {
      this.#changed = Promise.withResolvers<void>()
      await this.#changed.promise
      if (this.socket.readyState > WebSocket.OPEN && !satisfies(this.received)) {
        throw new Error('Closed too early')
      }
    }
    return this.received
  }

  /** Up to and with ClientInit; what was received is forgotten. */
  async greet(): Promise<this> {
    await this.until((bytes) => bytes.length === 12)
    this.socket.send('RFB 003.008\n')
    this.socket.send(Buffer.from('RFB 003.008\n'))
    await this.until((bytes) => bytes.length === 14)
    this.socket.send(Buffer.from([1]))
    await this.until((bytes) => bytes.length === 18)
    this.socket.send(Buffer.from([1]))
    this.messages.length = 0
    return this
  }

  [Symbol.dispose]() {
    this.socket.terminate()
  }
}

async function lab(
  serve: (socket: Socket, first: Buffer) => void,
  options: { limits?: Partial<Limits>; password?: string } = {},
) {
  const desktop = new Desktop(serve, options.password)
  const route = routeTo(await desktop.listen())
  const door = openDoor(options.limits)
  door.replace(snapshot({ sessions: [route] }))
  return {
    desktop,
    route,
    door,
    [Symbol.dispose]() {
      door[Symbol.dispose]()
      desktop[Symbol.dispose]()
    },
  }
}

function echo(socket: Socket) {
  socket.on('data', (bytes: Buffer) => socket.write(bytes))
}

describe('a tunnel', () => {
  test('brings the browser to the desktop without its password', async () => {
    using here = await lab(echo)
    using browser = await new Browser(here.door, here.route).greet()
    browser.socket.send(Buffer.from('hello'))
    await browser.until((bytes) => bytes.toString() === 'hello')
    expect(here.desktop).toMatchObject({ connections: 1, refused: 0 })
  })

  test('says again soon when the desktop refuses, without its words about the password', async () => {
    using here = await lab(echo, { password: 'another' })
    using browser = new Browser(here.door, here.route)
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('says again soon when nobody listens', async () => {
    using here = await lab(echo)
    const nowhere = routeTo(1)
    here.door.replace(snapshot({ sessions: [nowhere] }))
    using browser = new Browser(here.door, nowhere)
    expect(await browser.closed).toEqual({
      code: CLOSE.tryAgain,
      reason: 'The desktop does not answer',
    })
  })

  test('ends when the desktop does', async () => {
    using here = await lab((socket) => socket.end())
    using browser = await new Browser(here.door, here.route).greet()
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('closes the desktop when the browser goes', async () => {
    const gone = Promise.withResolvers<void>()
    using here = await lab((socket) => socket.on('close', () => gone.resolve()))
    const browser = await new Browser(here.door, here.route).greet()
    browser.socket.close()
    await gone.promise
    expect(await browser.closed).toMatchObject({ code: 1000 })
    expect(here.door.table.tunnels).toBe(0)
  })

  test('waits for an answer no longer than it should', async () => {
    using silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    using here = await lab(echo, { limits: { sweep: 5, handshake: 30 } })
    const route = routeTo(silent.port)
    here.door.replace(snapshot({ sessions: [route] }))
    using browser = new Browser(here.door, route)
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('is kept open by pings, and cut when the browser is silent even to those', async () => {
    using here = await lab(echo, { limits: { sweep: 5, ping: 10, silence: 60 } })
    using lively = await new Browser(here.door, here.route).greet()
    await Bun.sleep(150)
    lively.socket.send(Buffer.from('still here'))
    await lively.until((bytes) => bytes.toString() === 'still here')
  })
})

describe('a tunnel closes', () => {
  test('with the sign-in that opened it, and only then', async () => {
    using here = await lab(echo)
    const { route, door } = here
    const second = { ...route, logins: [...route.logins, randomUUID()] }
    door.replace(snapshot({ sessions: [second] }))
    using first = await new Browser(door, route).greet()
    const cookie = ticketFor(route, { login: second.logins[1] ?? '' })
    using other = await new Browser(door, route, { cookie }).greet()
    door.replace(snapshot({ sessions: [{ ...route, logins: second.logins.slice(1) }] }))
    expect(await first.closed).toEqual({ code: CLOSE.loginEnded, reason: 'The sign-in ended' })
    other.socket.send(Buffer.from('x'))
    await other.until((bytes) => bytes.toString() === 'x')
  })

  test('with its session', async () => {
    using here = await lab(echo)
    using browser = await new Browser(here.door, here.route).greet()
    here.door.replace(snapshot())
    expect(await browser.closed).toEqual({ code: CLOSE.sessionEnded, reason: 'The session ended' })
  })

  test('with the front door, which says to come back', async () => {
    using here = await lab(echo)
    using browser = await new Browser(here.door, here.route).greet()
    await here.door.retire(5000)
    expect(await browser.closed).toMatchObject({ code: CLOSE.restart })
  })
})

describe('a refused upgrade opens no connection to the desktop', () => {
  test.each([
    ['a guest', { cookie: '' }],
    ['another site', { origin: 'https://evil.example' }],
    ['a stranger', { cookie: ticketFor(routeTo(1)) }],
  ])('%s', async (_who, headers) => {
    using here = await lab(echo)
    using refused = new Browser(here.door, here.route, headers)
    expect((await refused.closed).code).toBe(1002)
    using admitted = await new Browser(here.door, here.route).greet()
    admitted.socket.send(Buffer.from('x'))
    await admitted.until((bytes) => bytes.length === 1)
    expect(here.desktop.connections).toBe(1)
  })
})

test('a reader that stands still loses nothing and costs little', async () => {
  const TOTAL = 64 * 1024 * 1024
  const sent = createHash('sha256')
  using here = await lab((socket) => {
    let left = TOTAL
    const pump = () => {
      while (left > 0) {
        const part = Buffer.alloc(Math.min(left, 100_000), left)
        left -= part.length
        sent.update(part)
        if (!socket.write(part)) return
      }
    }
    socket.on('drain', pump)
    pump()
  })
  const { connect } = await import('node:net')
  const socket = connect(here.door.port, '127.0.0.1')
  const lines = [
    `GET /s/${here.route.session}/rfb HTTP/1.1`,
    'Host: x',
    'Origin: http://x',
    `Cookie: ${ticketFor(here.route)}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const received = createHash('sha256')
  const { promise, resolve } = Promise.withResolvers<void>()
  let stage = 0
  let pending = Buffer.alloc(0)
  let total = 0
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes])
    if (stage === 0) {
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      pending = pending.subarray(end + 4)
      stage = 1
    }
    for (;;) {
      const frame = takeFrame(pending)
      if (!frame) return
      pending = frame.rest
      if (stage < 4) {
        stage++
        const reply = [Buffer.from('RFB 003.008\n'), Buffer.from([1]), Buffer.from([1])][stage - 2]
        socket.write(masked(reply ?? Buffer.alloc(0)))
        if (stage === 4) {
          socket.pause()
          setTimeout(() => socket.resume(), 400)
        }
        continue
      }
      received.update(frame.payload)
      total += frame.payload.length
      if (total === TOTAL) resolve()
    }
  })
  await promise
  socket.destroy()
  expect(received.digest('hex')).toBe(sent.digest('hex'))
})

function takeFrame(bytes: Buffer): { payload: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 4) return undefined
  const short = bytes[1] ?? 0
  const [at, length] = short < 126 ? [2, short] : [4, bytes.readUInt16BE(2)]
  if (bytes.length < at + length) return undefined
  return { payload: bytes.subarray(at, at + length), rest: bytes.subarray(at + length) }
}

function masked(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
