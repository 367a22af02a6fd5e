import { describe, expect, test } from 'bun:test'
import { FIELD_LIMIT, Fields, HeadRefusal, headEnd } from './http1-head.ts'
import { CHUNKED, parseRequest } from './http1-request.ts'
import { rewriteRequest } from './http1-rewrite.ts'

const fields = new Fields()

function parse(text: string) {
  const bytes = Buffer.from(text, 'latin1')
  const end = headEnd(bytes)
  if (end < 0) return new HeadRefusal(400, 'Malformed line end')
  if (end === 0) throw new Error('The head of this test is not whole')
  return parseRequest(bytes, end, fields)
}

function accepted(text: string) {
  const head = parse(text)
  if (head instanceof HeadRefusal) throw new Error(`${head.status} ${head.reason}`)
  return head
}

function get(lines: string, line = 'GET / HTTP/1.1') {
  return `${line}\r\nHost: x\r\n${lines}\r\n`
}

describe('headEnd', () => {
  test('finds the end wherever the bytes were cut', () => {
    const text = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\nbody\r\n\r\n')
    const end = text.indexOf('body')
    for (let cut = 0; cut < end; cut++) {
      expect(headEnd(text.subarray(0, cut))).toBe(0)
      expect(headEnd(text, cut)).toBe(end)
    }
  })

  test.each(['GET / HTTP/1.1\nHost: x\n\n', '\r\nGET / HTTP/1.1\r\n\r\n', '\n', 'a\r\nb\n'])(
    'refuses %j',
    (text) => expect(headEnd(Buffer.from(text))).toBe(-1),
  )
})

describe('a request that two servers might read differently is refused', () => {
  const cases: [name: string, head: string, status: number][] = [
    ['length and coding', get('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n'), 400],
    ['coding and length', get('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n'), 400],
    ['two lengths', get('Content-Length: 3\r\nContent-Length: 4\r\n'), 400],
    ['two equal lengths', get('Content-Length: 3\r\nContent-Length: 3\r\n'), 400],
    ['a list of lengths', get('Content-Length: 3, 3\r\n'), 400],
    ['an empty length', get('Content-Length: \r\n'), 400],
    ['a negative length', get('Content-Length: -1\r\n'), 400],
    ['a signed length', get('Content-Length: +1\r\n'), 400],
    ['a hexadecimal length', get('Content-Length: 0x10\r\n'), 400],
    ['a length beyond all numbers', get('Content-Length: 18446744073709551617\r\n'), 400],
    ['an empty coding in the list', get('Transfer-Encoding: ,chunked\r\n'), 400],
    ['two codings', get('Transfer-Encoding: chunked, chunked\r\n'), 400],
    ['two coding fields', get('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'), 400],
    ['identity', get('Transfer-Encoding: identity\r\n'), 400],
    ['an unknown coding', get('Transfer-Encoding: xchunked\r\n'), 400],
    ['a coding with a vertical tab', get('Transfer-Encoding: \x0bchunked\r\n'), 400],
    ['a coding not understood', get('Transfer-Encoding: gzip, chunked\r\n'), 501],
    ['a coding in HTTP/1.0', get('Transfer-Encoding: chunked\r\n', 'POST / HTTP/1.0'), 400],
    ['a folded line', get('X: a\r\n b\r\n'), 400],
    ['a folded first line', 'GET / HTTP/1.1\r\n Host: x\r\n\r\n', 400],
    ['a space before the colon', get('Transfer-Encoding : chunked\r\n'), 400],
    ['a line without a colon', get('Transfer-Encoding\r\n'), 400],
    ['an empty name', get(': x\r\n'), 400],
    ['a bare LF', 'GET / HTTP/1.1\nHost: x\n\n\r\n\r\n', 400],
    ['a bare LF in a value', get('X: a\nContent-Length: 9\r\n'), 400],
    ['a bare CR in a value', get('X: a\rContent-Length: 9\r\n'), 400],
    ['a NUL in a value', get('X: a\0b\r\n'), 400],
    ['a NUL in a name', get('X\0: a\r\n'), 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two Hosts', get('Host: y\r\n'), 400],
    ['two equal Hosts', get('Host: x\r\n'), 400],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 400],
    ['a Host with a path', 'GET / HTTP/1.1\r\nHost: x/y\r\n\r\n', 400],
    ['a Host beyond all names', `GET / HTTP/1.1\r\nHost: ${'a'.repeat(260)}\r\n\r\n`, 400],
    ['a Host with a user', 'GET / HTTP/1.1\r\nHost: a@x\r\n\r\n', 400],
    ['an absolute target of another host', get('', 'GET http://y/ HTTP/1.1'), 400],
    ['an absolute target with a user', get('', 'GET http://a@x/ HTTP/1.1'), 400],
    ['another scheme', get('', 'GET ftp://x/ HTTP/1.1'), 400],
    ['a target of no form', get('', 'GET x HTTP/1.1'), 400],
    ['an asterisk', get('', 'OPTIONS * HTTP/1.1'), 400],
    ['a space in the target', get('', 'GET /a b HTTP/1.1'), 400],
    ['two spaces', get('', 'GET  / HTTP/1.1'), 400],
    ['a tab', get('', 'GET\t/ HTTP/1.1'), 400],
    ['a NUL in the target', get('', 'GET /\0 HTTP/1.1'), 400],
    ['a byte beyond ASCII in the target', get('', 'GET /\xe4 HTTP/1.1'), 400],
    ['no version', get('', 'GET /'), 505],
    ['another version', get('', 'GET / HTTP/2.0'), 505],
    ['a version in lower case', get('', 'GET / http/1.1'), 505],
    ['a version with more', get('', 'GET / HTTP/1.1 '), 400],
    ['CONNECT', get('', 'CONNECT x:443 HTTP/1.1'), 405],
    ['TRACE', get('', 'TRACE / HTTP/1.1'), 405],
    ['an unknown method', get('', 'BREW / HTTP/1.1'), 501],
    ['a method in lower case', get('', 'get / HTTP/1.1'), 501],
    ['an unknown expectation', get('Expect: 200-ok\r\n'), 417],
    ['Connection naming a length', get('Connection: content-length\r\nContent-Length: 3\r\n'), 400],
    ['Connection naming Host', get('Connection: close, Host\r\n'), 400],
    ['Connection naming Cookie', get('Connection: cookie\r\n'), 400],
    ['Connection with a malformed option', get('Connection: a b\r\n'), 400],
    ['too many fields', get('X: y\r\n'.repeat(FIELD_LIMIT)), 431],
    [
      'an upgrade with a body',
      get('Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n'),
      400,
    ],
  ]

  test.each(cases)('%s', (_name, head, status) => {
    expect(parse(head)).toMatchObject({ status })
  })
})

describe('a request', () => {
  test('is understood', () => {
    const text = 'POST /a?b=c HTTP/1.1\r\nhost:  x.example:8443 \r\nContent-Length:\t12\r\n\r\n'
    expect(accepted(text)).toEqual({
      method: 'POST',
      target: '/a?b=c',
      minor: 1,
      host: 'x.example:8443',
      keepAlive: true,
      bodyLength: 12,
      websocket: false,
      via: '',
      hopFields: [],
    })
  })

  test('may be chunked', () => {
    expect(accepted(get('Transfer-Encoding: Chunked\r\n')).bodyLength).toBe(CHUNKED)
  })

  test('may name its own host in an absolute target', () => {
    expect(accepted(get('', 'GET HTTP://X/a?b HTTP/1.1')).target).toBe('/a?b')
    expect(accepted(get('', 'GET http://x HTTP/1.1')).target).toBe('/')
    expect(accepted(get('', 'GET http://x?y HTTP/1.1')).target).toBe('/?y')
  })

  test('ends its connection if it says so or is of HTTP/1.0', () => {
    expect(accepted(get('Connection: Close\r\n')).keepAlive).toBe(false)
    expect(accepted('GET / HTTP/1.0\r\n\r\n')).toMatchObject({ keepAlive: false, host: '' })
  })

  test.each([
    ['Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n', true],
    ['Connection: Upgrade\r\nUpgrade: h2c\r\n', false],
    ['Upgrade: websocket\r\n', false],
    ['Connection: Upgrade\r\n', false],
  ])('with %j: WebSocket %p', (lines, websocket) => {
    expect(accepted(get(lines)).websocket).toBe(websocket)
  })
})

describe('the head for the upstream', () => {
  function forwarded(text: string, added = '') {
    const head = accepted(text)
    return rewriteRequest(head, head.target, fields, added).toString('latin1')
  }

  const VIA = 'Via: 1.1 casement\r\n'

  test('leaves out what is of the connection, and what it names', () => {
    const lines =
      'Connection: X-One, close\r\nX-One: 1\r\nx-one: 2\r\nX-Oner: 3\r\nKeep-Alive: 5\r\n' +
      'TE: trailers\r\nTrailer: x\r\nUpgrade: h2c\r\nProxy-Authorization: p\r\nCookie: c=1\r\n'
    expect(forwarded(get(lines))).toBe(get(`X-Oner: 3\r\nCookie: c=1\r\n${VIA}`))
  })

  test('replaces everything that says who the client is', () => {
    const lies =
      'X-Forwarded-For: 1\r\nx-FORWARDED-proto: 1\r\nX-Forwarded-Host: 1\r\nForwarded: for=1\r\n' +
      'X_Forwarded_For: 1\r\nX-Real-IP: 1\r\nX-Request-Id: 1\r\nX-Casement-User: 1\r\n'
    expect(forwarded(get(`${lies}A: b\r\n${lies}`), 'X-Forwarded-For: 2\r\n')).toBe(
      get(`A: b\r\nX-Forwarded-For: 2\r\n${VIA}`),
    )
  })

  test('keeps ours when Connection names it', () => {
    const text = get('Connection: X-Forwarded-For\r\nX-Forwarded-For: 1\r\n')
    expect(forwarded(text, 'X-Forwarded-For: 2\r\n')).toBe(get(`X-Forwarded-For: 2\r\n${VIA}`))
  })

  test('asks for the WebSocket in its own words', () => {
    const text = get('Connection: keep-alive, Upgrade, X\r\nX: 1\r\nUpgrade: WEBSOCKET\r\n')
    expect(forwarded(text)).toBe(get(`${VIA}Connection: Upgrade\r\nUpgrade: websocket\r\n`))
  })

  test('keeps every other byte, beyond ASCII too', () => {
    const lines = 'Accept: */*\r\nX-Bytes: \xe4\xf6\t\xff\r\nEmpty:\r\n'
    expect(forwarded(get(lines))).toBe(get(lines + VIA))
  })

  test('says by which version of HTTP it came to us, behind who said so before', () => {
    const text = 'GET / HTTP/1.0\r\nHost: x\r\nVia: 1.1 other\r\n\r\n'
    expect(forwarded(text)).toBe(get('Via: 1.1 other\r\nVia: 1.0 casement\r\n'))
  })
})
