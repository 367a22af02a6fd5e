import { describe, expect, test } from 'bun:test'
import { acceptKey, CLOSE, closeFrame, frameBinary, framedLength, isKey } from './websocket.ts'
import { WebSocketReader } from './websocket-reader.ts'

/** A frame as a browser sends it. */
function frame(opcode: number, payload: string | Uint8Array, options: { final?: boolean } = {}) {
  const data = Buffer.from(payload)
  const head = [(options.final === false ? 0 : 0x80) | opcode]
  if (data.length < 126) head.push(0x80 | data.length)
  else if (data.length < 65536) head.push(0x80 | 126, data.length >> 8, data.length & 255)
  else head.push(0x80 | 127, 0, 0, 0, 0, ...u32(data.length))
  const mask = [0x12, 0xf4, 0x56, 0x78]
  return Buffer.concat([
    Buffer.from([...head, ...mask]),
    data.map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
  ])
}

function u32(value: number) {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)
}

/** Feeds the bytes in pieces of `size`. */
function read(bytes: Buffer, size = bytes.length) {
  const seen: string[] = []
  const reader = new WebSocketReader({
    ping: (payload) => seen.push(`ping ${Buffer.from(payload)}`),
    close: (code) => seen.push(`close ${code}`),
    violation: (code, reason) => seen.push(`violation ${code} ${reason}`),
  })
  const data: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size))
    data.push(Buffer.from(reader.feed(piece)))
  }
  return { data: Buffer.concat(data), seen }
}

describe('frames of a browser', () => {
  test.each([1, 2, 3, 7, 1000, 1_000_000])('come through in pieces of %p bytes', (size) => {
    const long = Buffer.alloc(70_000, 'abcdefg')
    const stream = Buffer.concat([
      frame(2, 'one '),
      frame(2, ''),
      frame(9, 'are you there'),
      frame(2, 'two ', { final: false }),
      frame(9, ''),
      frame(0, 'three ', { final: false }),
      frame(0, 'four '),
      frame(10, 'unasked pong'),
      frame(2, Buffer.alloc(300, 'x')),
      frame(2, long),
      frame(8, Buffer.from([3, 233])),
      frame(2, 'after the end'),
    ])
    const { data, seen } = read(stream, size)
    expect(data.toString()).toBe(`one two three four ${'x'.repeat(300)}${long}`)
    expect(seen).toEqual(['ping are you there', 'ping ', 'close 1001'])
  })

  test('may close without a code', () => {
    expect(read(frame(8, '')).seen).toEqual(['close 1000'])
  })

  test.each([
    ['text', frame(1, 'x'), CLOSE.unsupported],
    ['a frame without a mask', Buffer.from([0x82, 1, 65]), CLOSE.protocolError],
    ['a reserved bit', Buffer.from([0xc2, 0x80, 0, 0, 0, 0]), CLOSE.protocolError],
    ['an unknown opcode', frame(3, ''), CLOSE.protocolError],
    ['a continuation of nothing', frame(0, 'x'), CLOSE.protocolError],
    [
      'a message inside a message',
      Buffer.concat([frame(2, 'x', { final: false }), frame(2, 'y')]),
      CLOSE.protocolError,
    ],
    ['a ping in parts', frame(9, 'x', { final: false }), CLOSE.protocolError],
    ['a long ping', frame(9, 'x'.repeat(126)), CLOSE.protocolError],
    ['half a close code', frame(8, 'x'), CLOSE.protocolError],
    [
      'a length beyond all numbers',
      Buffer.from([0x82, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
      CLOSE.protocolError,
    ],
  ])('with %s are refused', (_name, bytes, code) => {
    for (const size of [1, bytes.length]) {
      const { seen } = read(Buffer.concat([bytes, frame(2, 'after')]), size)
      expect(seen).toHaveLength(1)
      expect(seen[0]).toStartWith(`violation ${code} `)
    }
  })
})

describe('our own frames', () => {
  test.each([1, 125, 126, 65_535, 65_536, 200_000])('carry %p bytes', (length) => {
    const payload = Buffer.alloc(length, 'abc')
    const out = Buffer.alloc(framedLength(length))
    const end = frameBinary(payload, out)
    const carried: Buffer[] = []
    for (let p = 0; p < end; ) {
      expect(out[p]).toBe(0x82)
      const short = out[p + 1] ?? 0
      const size = short < 126 ? short : out.readUInt16BE(p + 2)
      p += short < 126 ? 2 : 4
      carried.push(out.subarray(p, p + size))
      p += size
    }
    expect(Buffer.concat(carried).equals(payload)).toBe(true)
  })

  test('close with a code and a reason', () => {
    expect(closeFrame(4001, 'over')).toEqual(
      Buffer.concat([Buffer.from([0x88, 6, 0x0f, 0xa1]), Buffer.from('over')]),
    )
    expect(closeFrame(1000, 'x'.repeat(500))).toHaveLength(127)
  })

  test('answer the key of the standard', () => {
    expect(acceptKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    expect(isKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe(true)
    expect(isKey('short')).toBe(false)
    expect(isKey(undefined)).toBe(false)
  })
})
