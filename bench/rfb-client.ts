import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { RfbClientHandshake } from '../src/wire/rfb-auth.ts'
import { OPCODE } from '../src/wire/websocket.ts'
import { wallClock } from './spread.ts'

const ZRLE = 16
const NOTHING: Buffer = Buffer.alloc(0)

/** When an RFB client was let in, and when it had every byte of its first picture. */
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
      if (((pending[0] ?? 0) & 15) === OPCODE.binary)
        payloads.push(pending.subarray(at, at + length))
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
  let stage: 'handshake' | 'init' | 'frame' = 'handshake'
  let input = NOTHING
  let connected = 0

  function take(chunk: Buffer) {
    if (stage === 'handshake') {
      const { send, rest } = handshake.feed(chunk)
      if (send.length > 0) socket.write(wrap(send))
      if (!rest) return
      socket.write(wrap(Uint8Array.of(1))) // ClientInit, shared
      stage = 'init'
      input = Buffer.from(rest)
    } else input = Buffer.concat([input, chunk])
    if (stage === 'init' && input.length >= 24 && input.length >= 24 + input.readUInt32BE(20)) {
      connected = wallClock()
      const [width, height] = [input.readUInt16BE(0), input.readUInt16BE(2)]
      input = input.subarray(24 + input.readUInt32BE(20))
      socket.write(wrap(setEncodings()))
      socket.write(wrap(updateRequest(width, height)))
      stage = 'frame'
    }
    if (stage === 'frame' && isWholeUpdate(input)) resolve({ connected, painted: wallClock() })
  }
  socket.on('data', (chunk: Buffer) => {
    try {
      take(unwrap(chunk))
    } catch (error) {
      reject(error)
    }
  })
  socket.on('error', reject)
  socket.on('close', () => reject(new Error(`Closed in its ${stage}`)))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

function setEncodings(): Buffer {
  const message = Buffer.from([2, 0, 0, 1, 0, 0, 0, 0])
  message.writeInt32BE(ZRLE, 4)
  return message
}

function updateRequest(width: number, height: number): Buffer {
  const message = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  message.writeUInt16BE(width, 6)
  message.writeUInt16BE(height, 8)
  return message
}

/** All rectangles of the FramebufferUpdate that `input` begins with, ZRLE each. */
function isWholeUpdate(input: Buffer): boolean {
  if (input.length < 4) return false
  if (input[0] !== 0) throw new Error(`Message ${input[0]} where a picture was asked for`)
  let at = 4
  for (let left = input.readUInt16BE(2); left > 0; left--) {
    if (input.length < at + 16) return false
    at += 16 + input.readUInt32BE(at + 12)
  }
  return input.length >= at
}

function maskedFrame(payload: Uint8Array): Buffer {
  const mask = [1, 2, 3, 4] as const
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
  return Buffer.concat([
    Uint8Array.of(0x80 | OPCODE.binary, 0x80 | payload.length, ...mask),
    masked,
  ])
}
