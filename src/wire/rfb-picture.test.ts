import { describe, expect, test } from 'bun:test'
import { RfbPicture } from './rfb-picture.ts'

const GREETING = [Buffer.from('RFB 003.008\n'), Buffer.from([1, 1]), Buffer.alloc(4)]

function init(width: number, height: number, name = 'desk') {
  const message = Buffer.alloc(24 + name.length)
  message.writeUInt16BE(width, 0)
  message.writeUInt16BE(height, 2)
  message.writeUInt32BE(name.length, 20)
  message.write(name, 24)
  return message
}

function update(...rectangles: Buffer[]) {
  return Buffer.concat([Buffer.from([0, 0, 0, rectangles.length]), ...rectangles])
}

function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  colour: number,
  encoding = 0,
) {
  const head = Buffer.alloc(12)
  for (const [i, value] of [x, y, width, height].entries()) head.writeUInt16BE(value, i * 2)
  head.writeInt32BE(encoding, 8)
  const pixels = Buffer.alloc(width * height * 2)
  for (let i = 0; i < width * height; i += 1) pixels.writeUInt16LE(colour, i * 2)
  return Buffer.concat([head, pixels])
}

const RED = 0xf800
const BLUE = 0x001f
const cutText = (length: number, bytes: number) => {
  const message = Buffer.alloc(8 + bytes)
  message[0] = 3
  message.writeInt32BE(length, 4)
  return message
}

/** Two halves, red and blue, with what else a server may say in between. */
const WHOLE = Buffer.concat([
  init(8, 4),
  Buffer.from([2]),
  cutText(3, 3),
  cutText(-5, 5),
  update(rectangle(0, 0, 4, 4, RED), rectangle(4, 0, 4, 4, BLUE), rectangle(0, 0, 0, 0, 0)),
])

describe('a look at a screen', () => {
  test.each([1, 2, 3, 7, 1000])('makes a thumbnail of what arrives in pieces of %d', (size) => {
    const picture = new RfbPicture('secret', 4)
    const bytes = Buffer.concat([...GREETING, WHOLE])
    for (let at = 0; at < bytes.length; at += size) {
      expect(picture.whole).toBeUndefined()
      picture.feed(bytes.subarray(at, at + size))
    }
    expect(picture.whole).toMatchObject({ width: 4, height: 2 })
    const row = [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]
    expect([...(picture.whole?.pixels() ?? [])]).toEqual([...row, ...row])
  })

  test('asks, as one viewer among others, for the whole picture once', () => {
    const picture = new RfbPicture('secret', 100)
    const sent = GREETING.map((bytes) => [...picture.feed(bytes).send])
    expect(sent.at(-1)).toEqual([1])
    const asked = Buffer.from(picture.feed(init(640, 480)).send)
    expect([...asked.subarray(-10)]).toEqual([3, 0, 0, 0, 0, 0, 2, 128, 1, 224])
    expect(picture.feed(update(rectangle(0, 0, 640, 480, RED))).send).toHaveLength(0)
    expect(picture.whole).toMatchObject({ width: 100, height: 75 })
  })

  const odd: [string, Buffer][] = [
    ['no screen at all', init(0, 480)],
    ['a screen without end', init(60_000, 60_000)],
    ['a name without end', init(1, 1, 'x'.repeat(5000))],
    [
      'an encoding that nobody asked for',
      Buffer.concat([init(1, 1), update(rectangle(0, 0, 1, 1, 0, 7))]),
    ],
    ['a message that we do not know', Buffer.concat([init(1, 1), Buffer.from([99])])],
  ]
  test.each(odd)('refuses %s', (_, bytes) => {
    const picture = new RfbPicture('secret', 4)
    for (const one of GREETING) picture.feed(one)
    expect(() => picture.feed(bytes)).toThrow()
  })
})
