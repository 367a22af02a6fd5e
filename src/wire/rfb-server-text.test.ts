import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RfbServerStream } from './rfb-server-stream.ts'
import { RfbServerText } from './rfb-server-text.ts'

const CAPS = 1 << 24
const REQUEST = 1 << 25
const PEEK = 1 << 26
const NOTIFY = 1 << 27
const PROVIDE = 1 << 28

const INIT = Buffer.concat([
  Buffer.from([0, 4, 0, 4, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 2]),
  Buffer.from('xy'),
])
const BELL = Buffer.from([2])

function text(characters: string): Buffer {
  const head = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(characters.length, 4)
  return Buffer.concat([head, Buffer.from(characters, 'latin1')])
}

function extended(flags: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeInt32BE(-4 - data.length, 4)
  head.writeInt32BE(flags, 8)
  return Buffer.concat([head, data])
}

function filter(allowed: () => boolean) {
  const stream = new RfbServerStream()
  const rule = new RfbServerText(allowed)
  return (bytes: Buffer): Buffer => {
    const out: Uint8Array[] = []
    for (let at = 0; at < bytes.length; ) {
      const end = stream.advance(bytes, at)
      out.push(Buffer.from(rule.take(bytes.subarray(at, end), stream)))
      at = end
    }
    return Buffer.concat(out)
  }
}

function send(bytes: Buffer, allowed: boolean, size: number): Buffer {
  const take = filter(() => allowed)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(take(bytes.subarray(at, at + size)))
  return Buffer.concat(out)
}

const around = (message: Buffer) => Buffer.concat([INIT, BELL, message, BELL])
/** The same from a desktop that has no name. */
const nameless = (message: Buffer) => {
  const all = around(message)
  return all.fill(' ', INIT.length - 2, INIT.length)
}
const SIZES = [1, 3, 8, 12, 1_000_000]

describe('text of a server that may not cross', () => {
  test.each<[string, Buffer]>([
    ['plain', text('secret')],
    ['empty', text('')],
    ['long', text('s'.repeat(100_000))],
    ['extended', extended(PROVIDE | 1, Buffer.from('secret'))],
    ['announced', extended(NOTIFY | 1)],
    ['behind a question', extended(REQUEST | 1, Buffer.from('secret'))],
    ['behind what is known', extended(CAPS | 1, Buffer.from('and secret'))],
    ['beside something else', extended(PROVIDE | NOTIFY | 1, Buffer.from('secret'))],
    ['without flags', Buffer.from([3, 0, 0, 0, 255, 255, 255, 254, 115, 101])],
    ['long and without a name', extended(CAPS | 0xffff, Buffer.alloc(65, 's'))],
  ])('is held back: %s', (_, message) => {
    for (const size of SIZES) {
      expect(send(around(message), false, size)).toEqual(nameless(Buffer.alloc(0)))
      expect(send(around(message), true, size)).toEqual(around(message))
    }
  })

  test.each([
    ['a question', extended(REQUEST | 1)],
    ['a look', extended(PEEK)],
  ])('does not hold back %s', (_, message) => {
    for (const size of SIZES) {
      expect(send(around(message), false, size)).toEqual(nameless(message))
    }
  })

  test('does not hide among the sizes that a server says it takes', () => {
    const message = extended(CAPS | PROVIDE | 0xffff, Buffer.alloc(64, 'secret'))
    for (const size of SIZES) {
      const blank = nameless(extended(CAPS | PROVIDE | 0xffff, Buffer.alloc(64)))
      expect(send(around(message), false, size)).toEqual(blank)
      expect(send(around(message), true, size)).toEqual(around(message))
    }
  })

  test('is judged anew for each text, and each one as a whole', () => {
    let allowed = true
    const take = filter(() => allowed)
    const [first, second, third] = [text('first'), text('second'), text('third')]
    const out = [take(INIT), take(first.subarray(0, 9))]
    allowed = false
    out.push(take(first.subarray(9)), take(second.subarray(0, 9)))
    allowed = true
    out.push(take(second.subarray(9)), take(third))
    expect(Buffer.concat(out)).toEqual(Buffer.concat([INIT, first, third]))
  })

  test('is cut out of what a real server sent, and nothing else is', () => {
    const path = join(import.meta.dir, 'recorded', 'tight.rfb.gz')
    const recorded = Buffer.from(Bun.gunzipSync(readFileSync(path)))
    const [all, without] = [send(recorded, true, 999), send(recorded, false, 999)]
    expect(all).toEqual(recorded)
    expect(without.length).toBeLessThan(recorded.length)
    expect(recorded.length - without.length).toBeLessThan(200)
  })
})
