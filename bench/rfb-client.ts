import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { FROM_SERVER } from '../src/wire/rfb.ts'
import { RfbClientHandshake } from '../src/wire/rfb-auth.ts'
import { RfbServerStream } from '../src/wire/rfb-server-stream.ts'
import { OPCODE } from '../src/wire/websocket.ts'
import { wallClock } from './spread.ts'

/**
 * What noVNC 1.7 asks for in our viewer, in its order, but for the video, which comes later, and what a desktop
 * would ask of us in turn (fences, continuous updates): CopyRect, Tight, Tight with PNG, ZRLE, JPEG, Hextile,
 * RRE, zlib, raw; quality 6 and compression 2; sizes, the last rectangle and the cursor.
 */
const ENCODINGS = [1, 7, -260, 16, 21, 5, 2, 6, 0, -32 + 6, -256 + 2, -223, -224, -308, -239]
/** 32 bits, little endian, eight of each colour: what noVNC draws. */
const PIXELS = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]
const NOTHING: Buffer = Buffer.alloc(0)

/** When an RFB client was let in, and when it had every pixel of the screen. */
export type FirstFrame = { readonly connected: number; readonly painted: number }

/** As the viewer does it: a WebSocket through the front door, security type None. */
export async function frameThroughDoor(
  port: number,
  session: string,
  cookie: string,
): Promise<FirstFrame> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
  const fields = {
    Host: `127.0.0.1:${port}`,
    Origin: `https://127.0.0.1:${port}`,
    Cookie: cookie,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'binary',
  }
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET /s/${session}/rfb HTTP/1.1\r\n${head.join('')}\r\n`)
  let upgraded = false
  let pending = NOTHING
  return firstFrame(socket, '', maskedFrame, (chunk) => {
    pending = Buffer.concat([pending, chunk])
    if (!upgraded) {
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return NOTHING
      const status = pending.toString('latin1', 0, pending.indexOf('\r'))
      if (!status.includes(' 101 ')) throw new Error(`The upgrade was answered with ${status}`)
      upgraded = true
      pending = pending.subarray(end + 4)
    }
    const payloads: Buffer[] = []
    for (;;) {
      const short = pending[1] ?? 0
      const at = short < 126 ? 2 : 4
      if (pending.length < at) break
      const length = short < 126 ? short : pending.readUInt16BE(2)
      if (pending.length < at + length) break
      const opcode = (pending[0] ?? 0) & 15
      const payload = pending.subarray(at, at + length)
      if (opcode === OPCODE.close) throw new Error(`Closed: ${payload.toString('utf8', 2)}`)
      if (opcode === OPCODE.binary) payloads.push(payload)
      pending = pending.subarray(at + length)
    }
    return Buffer.concat(payloads)
  })
}

/** The same client straight at a container, with its password. */
export function frameOfContainer(
  host: string,
  port: number,
  password: string,
): Promise<FirstFrame> {
  return firstFrame(
    connectTcp({ host, port }),
    password,
    (bytes) => bytes,
    (bytes) => bytes,
  )
}

/** Whether a container's desktop lets somebody with its password in. */
export async function letsIn(hostname: string, password: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const handshake = new RfbClientHandshake(password)
  const socket = connectTcp({ host: hostname, port: 5901 })
  socket.on('data', (chunk: Buffer) => {
    try {
      const { send, rest } = handshake.feed(chunk)
      socket.write(send)
      if (rest) resolve(true)
    } catch (error) {
      reject(error)
    }
  })
  socket.on('error', () => resolve(false))
  socket.on('close', () => resolve(false))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

async function firstFrame(
  socket: Socket,
  password: string,
  wrap: (bytes: Uint8Array) => Uint8Array,
  unwrap: (bytes: Buffer) => Buffer,
): Promise<FirstFrame> {
  const { promise, resolve, reject } = Promise.withResolvers<FirstFrame>()
  const handshake = new RfbClientHandshake(password)
  let greeted = false
  let connected = 0
  let missing = Number.POSITIVE_INFINITY
  const stream = new RfbServerStream(({ width, height, encoding }) => {
    if (encoding >= 0) missing -= width * height
  })

  function take(chunk: Buffer) {
    if (greeted) return follow(chunk)
    const { send, rest } = handshake.feed(chunk)
    if (send.length > 0) socket.write(wrap(send))
    if (!rest) return
    greeted = true
    socket.write(wrap(Uint8Array.of(1))) // ClientInit, shared
    follow(Buffer.from(rest))
  }

  function follow(bytes: Buffer) {
    for (let at = 0; at < bytes.length; ) {
      at = stream.advance(bytes, at)
      if (stream.lost) throw new Error(stream.lost)
      if (!stream.between) continue
      if (connected === 0) {
        connected = wallClock()
        const { width, height } = stream
        missing = width * height
        for (const message of [
          pixelFormat(),
          setEncodings(),
          updateRequest(width, height, false),
        ]) {
          socket.write(wrap(message))
        }
      } else if (missing <= 0) resolve({ connected, painted: wallClock() })
      else if (stream.type === FROM_SERVER.update) {
        // The first update brings no picture, but sizes and the cursor; noVNC asks on as it has read it.
        socket.write(wrap(updateRequest(stream.width, stream.height, true)))
      }
    }
  }
  socket.on('data', (chunk: Buffer) => {
    try {
      take(unwrap(chunk))
    } catch (error) {
      reject(error)
    }
  })
  socket.on('error', reject)
  socket.on('close', () =>
    reject(new Error(`${connected === 0 ? 'Not let in' : 'Left without a picture'}`)),
  )
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

function pixelFormat(): Buffer {
  return Buffer.from([0, 0, 0, 0, ...PIXELS])
}

function setEncodings(): Buffer {
  const message = Buffer.alloc(4 + 4 * ENCODINGS.length)
  message.writeUInt8(2)
  message.writeUInt16BE(ENCODINGS.length, 2)
  for (const [at, encoding] of ENCODINGS.entries()) message.writeInt32BE(encoding, 4 + 4 * at)
  return message
}

function updateRequest(width: number, height: number, incremental: boolean): Buffer {
  const message = Buffer.from([3, incremental ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0])
  message.writeUInt16BE(width, 6)
  message.writeUInt16BE(height, 8)
  return message
}

function maskedFrame(payload: Uint8Array): Buffer {
  const mask = [1, 2, 3, 4] as const
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
  return Buffer.concat([
    Uint8Array.of(0x80 | OPCODE.binary, 0x80 | payload.length, ...mask),
    masked,
  ])
}
