import { describe, expect, test } from 'bun:test'
import { ChunkedBody } from './chunked.ts'

const PLAIN = '5\r\nhello\r\n00A\r\n 0123\r\n789\r\n0\r\n\r\n'
const DATA = 'hello 0123\r\n789'
const EXTENDED = '5;a\r\nhello\r\n00A;name="v";;\r\n 0123\r\n789\r\n0;b=c\r\n\r\n'
const WITH_TRAILERS = '5\r\nhello\r\n0\r\nX-Forwarded-For: 1\r\nA: b\r\n\r\n'

/** What is forwarded and how much is taken when the bytes come in two parts. */
function run(text: string, cut: number, bare = false) {
  const body = new ChunkedBody(bare)
  let out = ''
  let taken = 0
  for (const part of [text.slice(0, cut), text.slice(cut)]) {
    if (body.done || body.malformed) break
    taken += body.feed(Buffer.from(part, 'latin1'), (span) => {
      out += Buffer.from(span).toString('latin1')
    })
  }
  return { body, out, taken }
}

describe('a chunked body', () => {
  test('passes as it came, wherever it is cut, and not a byte of what follows', () => {
    for (let cut = 0; cut <= PLAIN.length; cut++) {
      const { body, out, taken } = run(`${PLAIN}GET /next`, cut)
      expect(out).toBe(PLAIN)
      expect(taken).toBe(PLAIN.length)
      expect(body).toMatchObject({ done: true, length: DATA.length })
    }
  })

  test('loses its extensions', () => {
    for (let cut = 0; cut <= EXTENDED.length; cut++) {
      const { body, out, taken } = run(`${EXTENDED}next`, cut)
      expect(out).toBe(PLAIN)
      expect(taken).toBe(EXTENDED.length)
      expect(body.done).toBe(true)
    }
  })

  test('loses its trailers', () => {
    for (let cut = 0; cut <= WITH_TRAILERS.length; cut++) {
      const { body, out, taken } = run(`${WITH_TRAILERS}next`, cut)
      expect(out).toBe('5\r\nhello\r\n0\r\n\r\n')
      expect(taken).toBe(WITH_TRAILERS.length)
      expect(body.done).toBe(true)
    }
  })

  test('is its data alone for a reader without the coding', () => {
    for (let cut = 0; cut <= PLAIN.length; cut++) expect(run(PLAIN, cut, true).out).toBe(DATA)
    expect(run(EXTENDED, 10, true).out).toBe(DATA)
    expect(run(WITH_TRAILERS, 12, true).out).toBe('hello')
  })

  test.each([
    ['no size', '\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size in 0x form', '0x5\r\nhello\r\n'],
    ['a space before the size', ' 5\r\nhello\r\n'],
    ['a space after the size', '5 \r\nhello\r\n'],
    ['a size beyond all numbers', '10000000000000000\r\n'],
    ['a bare LF after the size', '5\nhello\r\n'],
    ['a bare LF in the extension', '5;a\nhello\r\n'],
    ['a bare CR in the extension', '5;a\rb\r\nhello\r\n'],
    ['an endless extension', `5;${'a'.repeat(300)}`],
    ['more data than announced', '5\r\nhello!\r\n'],
    ['a bare LF after the data', '5\r\nhello\n0\r\n\r\n'],
    ['a NUL in a trailer', '0\r\nA: \0\r\n\r\n'],
    ['a bare LF at the end', '0\r\n\n'],
    ['endless trailers', `0\r\n${'A: b\r\n'.repeat(2000)}`],
  ])('with %s is malformed', (_name, text) => {
    for (const cut of [0, 1, 3, text.length - 1]) {
      const { body } = run(text, cut)
      expect(body.malformed).toBe(true)
    }
  })
})
