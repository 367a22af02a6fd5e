import { describe, expect, test } from 'bun:test'
import { Fields, HeadRefusal } from './http1-head.ts'
import { CHUNKED } from './http1-request.ts'
import { parseResponse, UNTIL_CLOSE } from './http1-response.ts'
import { rewriteResponse } from './http1-rewrite.ts'

const fields = new Fields()

function parse(text: string, toHead = false) {
  const bytes = Buffer.from(text, 'latin1')
  return parseResponse(bytes, bytes.length, toHead, fields)
}

describe('a response that two clients might read differently is refused', () => {
  const cases: [name: string, head: string][] = [
    ['another protocol', 'ICY 200 OK\r\n\r\n'],
    ['another version', 'HTTP/2 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n'],
    ['a malformed length', 'HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n'],
    [
      'length and coding',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'],
    ['a coding in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n'],
    ['Connection naming its length', 'HTTP/1.1 200 OK\r\nConnection: content-length\r\n\r\n'],
  ]

  test.each(cases)('%s', (_name, head) => {
    const refusal = parse(head)
    expect(refusal).toBeInstanceOf(HeadRefusal)
    expect(refusal.status).toBe(502)
  })
})

describe('a response', () => {
  test.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 5],
    ['HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n', CHUNKED],
    ['HTTP/1.1 200 \r\n\r\n', UNTIL_CLOSE],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 0],
    ['HTTP/1.1 204 No Content\r\n\r\n', 0],
    ['HTTP/1.1 100 Continue\r\n\r\n', 0],
  ])('%j has a body of %p', (text, bodyLength) => {
    expect(parse(text)).toMatchObject({ bodyLength })
  })

  test('to HEAD has no body whatever it says', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', true)).toMatchObject({
      bodyLength: 0,
    })
  })

  test.each([
    ['HTTP/1.1 200 OK\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\n\r\n', false],
  ])('%j: the connection lives %p', (text, keepAlive) => {
    expect(parse(text)).toMatchObject({ keepAlive })
  })

  test('loses what is of the connection on its way to the client', () => {
    const text =
      'HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nA: b\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n'
    const head = parse(text)
    if (head instanceof HeadRefusal) throw new Error(head.reason)
    const rewritten = (framing: boolean) =>
      rewriteResponse(Buffer.from(text), head, fields, 'X: y\r\n', { coding: !framing }).toString()
    expect(rewritten(true)).toBe(
      'HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n',
    )
    expect(rewritten(false)).toBe('HTTP/1.1 200 OK\r\nA: b\r\nX: y\r\n\r\n')
  })

  test.each(['HTTP/1.1 204 No Content', 'HTTP/1.1 103 Early Hints'])(
    'of %p says nothing of a body, which it cannot have',
    (line) => {
      for (const length of ['Content-Length: 5', 'Transfer-Encoding: chunked']) {
        const text = `${line}\r\n${length}\r\nA: b\r\n\r\n`
        const head = parse(text)
        if (head instanceof HeadRefusal) throw new Error(head.reason)
        const rewritten = rewriteResponse(Buffer.from(text), head, fields, '').toString()
        expect(rewritten).toBe(`${line}\r\nA: b\r\n\r\n`)
      }
    },
  )

  test('may be held to some fields, whatever else it says', () => {
    const text = 'HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nETag: c\r\nContent-Length: 0\r\n\r\n'
    const head = parse(text)
    if (head instanceof HeadRefusal) throw new Error(head.reason)
    const only = ['etag']
    expect(rewriteResponse(Buffer.from(text), head, fields, '', { only }).toString()).toBe(
      'HTTP/1.1 200 OK\r\nETag: c\r\nContent-Length: 0\r\n\r\n',
    )
  })
})
