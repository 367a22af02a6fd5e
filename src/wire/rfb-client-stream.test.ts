import { describe, expect, test } from 'bun:test'
import { FROM_CLIENT } from './rfb-client-messages.ts'
import { encodingsIn, encodingsMessage, RfbClientStream } from './rfb-client-stream.ts'

const CAPS = 1 << 24
const REQUEST = 1 << 25
const PEEK = 1 << 26
const NOTIFY = 1 << 27
const PROVIDE = 1 << 28
const UTF8 = 1
const RTF = 2

function text(characters: string): Buffer {
  const head = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(characters.length, 4)
  return Buffer.concat([head, Buffer.from(characters, 'latin1')])
}

function extended(flags: number, data: Buffer = Buffer.alloc(0), length = 4 + data.length): Buffer {
  const head = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeInt32BE(-length, 4)
  head.writeInt32BE(flags, 8)
  return Buffer.concat([head, data])
}

function sized(kind: number, length: number): Buffer {
  const message = Buffer.alloc(length, 1)
  message[0] = kind
  return message
}

const INIT = Buffer.from([1])
const KEY = Buffer.from([4, 1, 0, 0, 0, 0, 0, 97])
const POINTER = Buffer.from([5, 1, 0, 10, 0, 20])
const QEMU_KEY = Buffer.from([255, 0, 0, 1, 0, 0, 0, 97, 0, 0, 0, 30])
const REQUEST_UPDATE = sized(FROM_CLIENT.updateRequest, 10)
const ENCODINGS = encodingsMessage([7, 16, 0, -308, 0x574d5664])
const FENCE = Buffer.concat([Buffer.from([248, 0, 0, 0, 128, 0, 0, 0, 5]), Buffer.from('fence')])
const SIZE = Buffer.concat([Buffer.from([251, 0, 4, 0, 3, 0, 1, 0]), Buffer.alloc(16, 9)])
const HARMLESS = [
  sized(FROM_CLIENT.pixelFormat, 20),
  ENCODINGS,
  REQUEST_UPDATE,
  KEY,
  POINTER,
  sized(FROM_CLIENT.continuousUpdates, 10),
  FENCE,
  sized(FROM_CLIENT.xvp, 4),
  SIZE,
  QEMU_KEY,
]

type Options = {
  readonly size?: number
  readonly textGoes?: boolean
  readonly pieces?: (left: number) => number
}

/** Feeds the bytes in pieces; what goes on, and what was met on the way. */
function feed(bytes: Buffer, { size = bytes.length, textGoes = true, pieces }: Options = {}) {
  const met: number[] = []
  let inputs = 0
  const stream = new RfbClientStream({
    text: () => textGoes,
    input: () => inputs++,
    message(kind, message) {
      met.push(kind)
      return message
    },
  })
  const out: Buffer[] = []
  expect(stream.feed(INIT)).toEqual(INIT)
  for (let at = 0; at < bytes.length; ) {
    const length = pieces?.(bytes.length - at) ?? size
    // Copies, since what is fed may be used again by whoever feeds it.
    out.push(Buffer.from(stream.feed(Buffer.from(bytes.subarray(at, at + length)))))
    at += length
  }
  return { out: Buffer.concat(out), met, inputs }
}

describe('what a client sends', () => {
  const all = Buffer.concat([
    ...HARMLESS,
    text('hello'),
    extended(PROVIDE | UTF8, Buffer.alloc(99)),
  ])

  test.each([1, 2, 3, 5, 7, 11, 64, 1000])('goes on as it is in pieces of %p bytes', (size) => {
    const { out, met, inputs } = feed(all, { size })
    expect(out).toEqual(all)
    expect(met).toEqual(HARMLESS.map((message) => message[0] ?? -1))
    expect(inputs).toBe(3)
  })

  test('is the same bytes where nothing is held back', () => {
    const stream = new RfbClientStream({ text: () => true })
    const whole = Buffer.concat([INIT, all])
    const out = stream.feed(whole)
    expect(out.buffer).toBe(whole.buffer)
    expect(out.length).toBe(whole.length)
  })

  test('may be replaced or dropped message by message', () => {
    const stream = new RfbClientStream({
      text: () => true,
      message(kind, message) {
        if (kind === FROM_CLIENT.updateRequest) return undefined
        return kind === FROM_CLIENT.encodings ? encodingsMessage([0]) : message
      },
    })
    const out = stream.feed(Buffer.concat([INIT, ENCODINGS, REQUEST_UPDATE, KEY, REQUEST_UPDATE]))
    expect(Buffer.from(out)).toEqual(Buffer.concat([INIT, encodingsMessage([0]), KEY]))
  })

  test('names encodings that can be read and written', () => {
    expect(encodingsIn(ENCODINGS)).toEqual([7, 16, 0, -308, 0x574d5664])
  })
})

describe('text that may not reach the server', () => {
  const around = (message: Buffer) => Buffer.concat([KEY, message, POINTER])

  test.each<[string, Buffer]>([
    ['plain', text('secret')],
    ['empty', text('')],
    ['long', text('s'.repeat(100_000))],
    ['with more formats', extended(PROVIDE | UTF8 | RTF, Buffer.from('secret'))],
    ['announced', extended(NOTIFY | UTF8)],
  ])('is held back: %s', (_, message) => {
    for (const size of [1, 5, 13, 1_000_000]) {
      expect(feed(around(message), { size, textGoes: false }).out).toEqual(around(Buffer.alloc(0)))
      expect(feed(around(message), { size }).out).toEqual(around(message))
    }
  })

  test.each([
    ['a request', extended(REQUEST | UTF8)],
    ['a peek', extended(PEEK)],
  ])('does not hold back %s for the text of the server', (_, message) => {
    expect(feed(around(message), { textGoes: false }).out).toEqual(around(message))
  })

  test('does not hide among the sizes that a client says it takes', () => {
    const known = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE | UTF8 | RTF
    const message = extended(known, Buffer.from('secret!!'))
    for (const size of [1, 9, 1000]) {
      const { out } = feed(around(message), { size, textGoes: false })
      expect(out).toEqual(around(extended(known, Buffer.alloc(8))))
    }
    expect(feed(around(message)).out).toEqual(around(message))
  })

  test('is judged anew for each text, and each one as a whole', () => {
    let goes = true
    const stream = new RfbClientStream({ text: () => goes })
    const [first, second, third] = [text('first'), text('second'), text('third')]
    stream.feed(INIT)
    const out = [stream.feed(first.subarray(0, 10))]
    goes = false
    out.push(stream.feed(first.subarray(10)), stream.feed(second.subarray(0, 9)))
    goes = true
    out.push(stream.feed(second.subarray(9)), stream.feed(third))
    expect(Buffer.concat(out)).toEqual(Buffer.concat([first, third]))
  })
})

test('no server is told to send the name of its desktop, which is text, too', () => {
  const { out } = feed(encodingsMessage([7, -307, -308]))
  expect(encodingsIn(out)).toEqual([7, -308])
})

describe('what servers would read in different ways', () => {
  test('a pointer with more buttons becomes one of six bytes for everybody', () => {
    const seven = Buffer.from([5, 0x81, 0, 10, 0, 20])
    const chosen = encodingsMessage([7, -316, -308])
    const { out } = feed(Buffer.concat([chosen, seven, KEY]))
    const expected = [encodingsMessage([7, -308]), Buffer.from([5, 1, 0, 10, 0, 20]), KEY]
    expect(out).toEqual(Buffer.concat(expected))
  })

  test.each<[string, Buffer]>([
    ['an unknown kind', Buffer.from([1])],
    ['file transfer of UltraVNC', Buffer.from([7, 0, 0, 0])],
    ['a chat of UltraVNC', Buffer.from([11, 0, 0, 0])],
    ['another message of QEMU', Buffer.from([255, 1, 0, 0])],
    ['too many encodings', Buffer.from([2, 0, 0xff, 0xff])],
    ['a long fence', Buffer.from([248, 0, 0, 0, 0, 0, 0, 0, 65])],
    ['a text of 4 GiB', Buffer.from([6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff])],
    ['an extended text of 2 GiB', Buffer.from([6, 0, 0, 0, 0x80, 0, 0, 0, 16, 0, 0, 1])],
    ['an extended message without flags', extended(PROVIDE, Buffer.alloc(0), 3)],
    ['two actions at once', extended(PROVIDE | NOTIFY | UTF8)],
    ['no action', extended(UTF8)],
    ['an action nobody knows', extended(1 << 29)],
    ['a request that goes on', extended(REQUEST | UTF8, text('secret'))],
    ['an announcement that goes on', extended(NOTIFY | UTF8, text('secret'))],
    ['more sizes than formats', extended(CAPS | UTF8, text('secret'))],
    ['fewer sizes than formats', extended(CAPS | UTF8 | RTF, Buffer.alloc(4))],
  ])('%s ends the stream', (_, message) => {
    for (const textGoes of [true, false]) {
      for (const size of [1, 1000]) {
        expect(() => feed(Buffer.concat([KEY, message]), { size, textGoes })).toThrow(
          expect.objectContaining({ name: 'RfbViolation' }),
        )
      }
    }
  })
})

describe('any bytes in any pieces', () => {
  test('come to the same end, and no text comes out where none may', () => {
    const next = chance(20_261_122)
    const parts = [
      ...HARMLESS,
      text('secret'),
      text('secret'.repeat(40)),
      extended(PROVIDE | UTF8, Buffer.from('secret')),
      extended(NOTIFY | UTF8),
      extended(REQUEST | UTF8),
      extended(CAPS | UTF8 | RTF | PROVIDE, Buffer.from('secret!!')),
    ]
    let violations = 0
    for (let round = 0; round < 2000; round++) {
      const chosen = Array.from({ length: 1 + next(12) }, () => parts[next(parts.length)] ?? KEY)
      const bytes = Buffer.concat(chosen)
      // Every other round some bytes are wrong.
      for (let wrong = round % 2 === 0 ? 0 : 1 + next(3); wrong > 0; wrong--) {
        bytes[next(bytes.length)] = next(256)
      }
      const textGoes = next(2) === 0
      const whole = outcome(bytes, { textGoes })
      const cut = outcome(bytes, { textGoes, pieces: (left) => 1 + next(Math.min(left, 40)) })
      expect(cut).toEqual(whole)
      if (whole === 'violation') violations++
      else if (round % 2 === 0 && !textGoes) expect(whole).not.toContain('secret')
      else if (round % 2 === 0) expect(whole).toBe(bytes.toString('latin1'))
    }
    expect(violations).toBeGreaterThan(100)
  })
})

function outcome(bytes: Buffer, options: Options): string {
  try {
    return feed(bytes, options).out.toString('latin1')
  } catch (error) {
    if (error instanceof Error && error.name === 'RfbViolation') return 'violation'
    throw error
  }
}

/** Numbers below a bound, the same ones for the same seed. */
function chance(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
