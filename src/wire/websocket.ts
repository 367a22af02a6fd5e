import { createHash } from 'node:crypto'

export const OPCODE = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const

/** Close codes: those of RFC 6455 that we send, then our own. */
export const CLOSE = {
  normal: 1000,
  protocolError: 1002,
  unsupported: 1003,
  /** The front door restarts: come back at once. */
  restart: 1012,
  /** The desktop is not reachable now: come back in a moment. */
  tryAgain: 1013,
  /** The sign-in that opened this ended. */
  loginEnded: 4001,
  /** The session ended. */
  sessionEnded: 4002,
  /** The ability that it takes was switched off. */
  switchedOff: 4003,
} as const

/** A frame of ours carries at most this much, so its header is always short and a reader never waits long. */
export const FRAME_LIMIT = 65_535
const HEADER = 4

/** The answer to `Sec-WebSocket-Key`. */
export function acceptKey(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** Sixteen bytes in base64, as the standard has it. */
export function isKey(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9+/]{22}==$/.test(text)
}

/** What `frameBinary` needs at most for this many bytes of payload. */
export function framedLength(payload: number): number {
  return payload + HEADER * Math.ceil(payload / FRAME_LIMIT)
}

/** Writes the payload as binary frames into `out`; returns how long they are together. */
export function frameBinary(payload: Uint8Array, out: Buffer): number {
  let to = 0
  for (let from = 0; from < payload.length; from += FRAME_LIMIT) {
    const part = payload.subarray(from, from + FRAME_LIMIT)
    to = writeHeader(out, to, part.length)
    out.set(part, to)
    to += part.length
  }
  return to
}

/** A whole control frame: ping, pong or close. The payload must not exceed 125 bytes. */
export function controlFrame(
  opcode: number,
  payload: Uint8Array<ArrayBufferLike> = new Uint8Array(),
): Buffer {
  const frame = Buffer.allocUnsafe(2 + payload.length)
  frame[0] = 0x80 | opcode
  frame[1] = payload.length
  frame.set(payload, 2)
  return frame
}

export function closeFrame(code: number, reason = ''): Buffer {
  const text = Buffer.from(reason).subarray(0, 123)
  const payload = Buffer.alloc(2 + text.length)
  payload.writeUInt16BE(code)
  payload.set(text, 2)
  return controlFrame(OPCODE.close, payload)
}

function writeHeader(out: Buffer, at: number, length: number): number {
  out[at] = 0x80 | OPCODE.binary
  if (length < 126) {
    out[at + 1] = length
    return at + 2
  }
  out[at + 1] = 126
  return out.writeUInt16BE(length, at + 2)
}
