import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENCODING, FROM_SERVER } from './rfb.ts'
import type { Rectangle } from './rfb-rectangle.ts'
import { RfbServerStream, SERVER_INIT } from './rfb-server-stream.ts'

/** 16 bits: 5, 6 and 5 of them. */
const HIGH_COLOUR = Buffer.from([16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0])
const TRUE_COLOUR = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0])

/**
 * What TigerVNC 1.12 sent of a small desktop to a client that prefers one encoding: a panel, a press on
 * it, a copied text, another size.
 */
function recorded(name: string): Buffer {
  const path = join(import.meta.dir, 'recorded', `${name}.rfb.gz`)
  return Buffer.from(Bun.gunzipSync(readFileSync(path)))
}

type Reading = {
  readonly stream: RfbServerStream
  readonly rectangles: Rectangle[]
  /** Kind and length of each message. */
  readonly messages: [number, number][]
  /** Everything but the cut text. */
  readonly kept: Buffer
}

function read(bytes: Buffer, cut: () => number, pixels?: Buffer): Reading {
  const rectangles: Rectangle[] = []
  const messages: [number, number][] = []
  const kept: Buffer[] = []
  const stream = new RfbServerStream((rectangle) => rectangles.push(rectangle))
  let length = 0
  for (let from = 0; from < bytes.length; ) {
    const part = bytes.subarray(from, from + cut())
    from += part.length
    for (let at = 0; at < part.length; ) {
      const end = stream.advance(part, at)
      length += end - at
      if (stream.type !== FROM_SERVER.cutText) kept.push(part.subarray(at, end))
      at = end
      if (!stream.between) continue
      messages.push([stream.type, length])
      length = 0
      if (stream.type === SERVER_INIT && pixels) stream.choosePixels(pixels)
    }
  }
  return { stream, rectangles, messages, kept: Buffer.concat(kept) }
}

const whole = () => Number.POSITIVE_INFINITY

describe('the stream of a real server', () => {
  test.each([
    ['tight', ENCODING.tight, [320, 240]],
    ['tight16', ENCODING.tight, [360, 250]],
    ['zrle', ENCODING.zrle, [360, 250]],
    ['hextile', ENCODING.hextile, [360, 250]],
    ['rre', ENCODING.rre, [360, 250]],
  ])('in %s is followed from end to end, however it is cut', (name, encoding, [width, height]) => {
    const bytes = recorded(name)
    const pixels = name === 'tight16' ? HIGH_COLOUR : TRUE_COLOUR
    const all = read(bytes, whole, pixels)
    expect(all.stream).toMatchObject({ lost: undefined, between: true, width, height })
    const encodings = all.rectangles.map((rectangle) => rectangle.encoding)
    expect(encodings.filter((one) => one === encoding).length).toBeGreaterThan(8)
    expect(encodings).toContain(ENCODING.vmwareCursor)
    expect(encodings).toContain(ENCODING.extendedDesktopSize)
    const types = all.messages.map(([type]) => type)
    expect(types).toContain(FROM_SERVER.cutText)
    expect(types).toContain(FROM_SERVER.fence)
    for (const most of [1, 7, 100, 5000]) {
      const parts = read(bytes, () => Math.ceil(Math.random() * most), pixels)
      expect(parts.rectangles).toEqual(all.rectangles)
      expect(parts.messages).toEqual(all.messages)
      expect(parts.stream).toMatchObject({ lost: undefined, between: true })
      expect(parts.kept).toEqual(all.kept)
    }
  })
})

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i)
  return bytes
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const INIT = Buffer.concat([u16(640, 480), TRUE_COLOUR, i32(3), Buffer.from('one')])

function update(encoding: number, width: number, height: number, ...body: Uint8Array[]): Buffer {
  const head = [Buffer.from([0, 0, 0, 1]), u16(0, 0, width, height), i32(encoding)]
  return Buffer.concat([...head, ...body])
}

const JPEG = Buffer.from([
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
  ...[0xff, 0xda, 0, 3, 9, 1, 0xff, 0, 2, 0xff, 0xd3, 3], // a scan with what only looks like its end
  ...[0xff, 0xda, 0, 2, 5, 5, 0xff, 0xff, 0xd9],
])

describe('a message ends where it should', () => {
  const cases: [string, Buffer][] = [
    ['no rectangle', Buffer.from([0, 0, 0, 0])],
    ['Raw', update(ENCODING.raw, 3, 2, Buffer.alloc(24))],
    ['CopyRect', update(ENCODING.copyRect, 3, 2, Buffer.alloc(4))],
    ['zlib', update(ENCODING.zlib, 3, 2, i32(5), Buffer.alloc(5))],
    ['JPEG', update(ENCODING.jpeg, 16, 16, JPEG)],
    ['H.264', update(ENCODING.h264, 640, 480, i32(9), i32(1), Buffer.alloc(9))],
    ['Tight, filled', update(ENCODING.tight, 99, 99, Buffer.from([0x80, 1, 2, 3]))],
    ['Tight, one byte of length', update(ENCODING.tight, 9, 9, Buffer.from([0x90, 2, 1, 2]))],
    [
      'Tight, three bytes of length',
      update(ENCODING.tight, 9, 9, Buffer.from([0x90, 0x80, 0x81, 1]), Buffer.alloc(16512)),
    ],
    ['Tight, too little for zlib', update(ENCODING.tight, 3, 1, Buffer.from([0]), Buffer.alloc(9))],
    [
      'Tight, two colours',
      update(ENCODING.tight, 9, 3, Buffer.from([0x50, 1, 1]), Buffer.alloc(6 + 6)),
    ],
    [
      'Tight, more colours',
      update(ENCODING.tight, 9, 3, Buffer.from([0x50, 1, 2]), Buffer.alloc(9), Buffer.from([1, 7])),
    ],
    ['Tight, a gradient', update(ENCODING.tight, 9, 3, Buffer.from([0x50, 2, 1, 7]))],
    ['TightPNG', update(ENCODING.tightPng, 9, 9, Buffer.from([0xa0, 1, 1]))],
    ['a cursor', update(ENCODING.cursor, 9, 2, Buffer.alloc(72 + 4))],
    ['no cursor', update(ENCODING.cursor, 0, 0)],
    ['an X cursor', update(ENCODING.xCursor, 9, 2, Buffer.alloc(6 + 8))],
    ['an old cursor of VMware', update(ENCODING.vmwareCursor, 2, 2, Buffer.alloc(2 + 32))],
    [
      'a cursor of VMware',
      update(ENCODING.vmwareCursor, 2, 2, Buffer.from([1, 0]), Buffer.alloc(16)),
    ],
    ['a name', update(ENCODING.desktopName, 0, 0, i32(4), Buffer.from('name'))],
    ['colours', Buffer.concat([Buffer.from([1, 0]), u16(0, 2), Buffer.alloc(12)])],
    ['a bell', Buffer.from([2])],
    ['text', Buffer.concat([Buffer.from([3, 0, 0, 0]), i32(4), Buffer.from('text')])],
    ['extended text', Buffer.concat([Buffer.from([3, 0, 0, 0]), i32(-4), Buffer.alloc(4)])],
    ['a fence', Buffer.concat([Buffer.from([248, 0, 0, 0]), i32(1), Buffer.from([2, 8, 9])])],
    ['xvp', Buffer.from([250, 0, 1, 1])],
    [
      'an update of unknown length',
      Buffer.concat([
        Buffer.from([0, 0, 0xff, 0xff]),
        update(ENCODING.raw, 1, 1, Buffer.alloc(4)).subarray(4),
        update(ENCODING.lastRect, 0, 0).subarray(4),
      ]),
    ],
  ]

  test.each(cases)('%s', (_name, message) => {
    const bell = Buffer.from([FROM_SERVER.bell])
    const all = read(Buffer.concat([INIT, message, bell]), () => 3)
    expect(all.messages.map(([, length]) => length)).toEqual([INIT.length, message.length, 1])
    expect(all.messages.at(-1)).toEqual([FROM_SERVER.bell, 1])
  })
})

describe('the size of the screen', () => {
  const resized = (reason: number, refused: number) => {
    const screens = Buffer.from([1, 0, 0, 0])
    const message = update(ENCODING.extendedDesktopSize, 800, 600, screens, Buffer.alloc(16))
    u16(reason, refused).copy(message, 4)
    const { width, height } = read(Buffer.concat([INIT, message]), whole).stream
    return [width, height]
  }

  test('is what the server says', () => expect(resized(0, 0)).toEqual([800, 600]))
  test('is not what it refuses', () => expect(resized(1, 3)).toEqual([640, 480]))
})

describe('a stream that is not known', () => {
  test.each([
    ['a message', Buffer.from([77]), 'A message of the kind 77'],
    ['an encoding', update(-1234, 1, 1), 'A rectangle in the encoding -1234'],
    ['a part of Tight', update(ENCODING.tight, 9, 9, Buffer.from([0xf0])), 'control 15'],
  ])('by %s is not followed further, and says so', (_name, message, reason) => {
    const all = read(Buffer.concat([INIT, message, Buffer.alloc(100_000, 2)]), () => 1000)
    expect(all.stream.lost).toContain(reason)
    expect(all.stream.between).toBe(false)
    expect(all.messages).toEqual([[SERVER_INIT, INIT.length]])
  })
})
