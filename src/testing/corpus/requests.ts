/** Below here nothing passes a front door, so whoever sees it upstream sees a request that nobody let in. */
const SMUGGLED = 'GET /internal/smuggled HTTP/1.1\r\nHost: desk.example\r\n\r\n'

/** One request that two servers may read differently. */
export type Ambiguous = {
  readonly name: string
  /** Where it says what such a request is, or what is done with it. */
  readonly source: string
  /** As sent, in latin1. */
  readonly bytes: string
  /** So many requests may come of it, at most. */
  readonly requests: number
}

type Row = readonly [name: string, source: string, bytes: string, requests?: number]

/** Where a body ends (RFC 9112, 6). */
const LENGTHS: readonly Row[] = [
  ['length, then chunked', '9112 6.1', clte('Content-Length: 60\r\nTransfer-Encoding: chunked')],
  ['chunked, then length', '9112 6.1', tecl('Transfer-Encoding: chunked\r\nContent-Length: 4')],
  [
    'chunked and a length of nothing',
    '9112 6.1',
    tecl('Transfer-Encoding: chunked\r\nContent-Length:'),
  ],
  ['two lengths', '9112 6.3', length('Content-Length: 0\r\nContent-Length: 55')],
  ['two equal lengths', '9112 6.3', length('Content-Length: 55\r\nContent-Length: 55')],
  ['a list of lengths', '9112 6.3', length('Content-Length: 0, 55')],
  ['a list of equal lengths', '9112 6.3', length('Content-Length: 55, 55')],
  ['a signed length', '9110 8.6', length('Content-Length: +55')],
  ['a negative length', '9110 8.6', length('Content-Length: -55')],
  ['a hexadecimal length', '9110 8.6', length('Content-Length: 0x37')],
  ['a length with a fraction', '9110 8.6', length('Content-Length: 55.0')],
  ['a length with an exponent', '9110 8.6', length('Content-Length: 52e0')],
  ['a length of two words', '9110 8.6', length('Content-Length: 0 55')],
  ['a length of nothing', '9110 8.6', length('Content-Length: ')],
  ['a length above 64 bits', '9110 8.6', length('Content-Length: 18446744073709551671')],
  ['a length above everything', '9110 8.6', length(`Content-Length: ${'9'.repeat(400)}`)],
  ['a length in other digits', '9110 8.6', length('Content-Length: \xb5\xb5')],
  ['a length with a vertical tab', '9110 8.6', length('Content-Length: \x0b52')],
  ['a length with a NUL', '9110 5.5', length('Content-Length: 55\0')],
  ['a length with an underscore', '9110 8.6', length('Content_Length: 55')],
  ['a space before the colon of a length', '9112 5.1', length('Content-Length : 55')],
  ['a folded length', '9112 5.2', length('Content-Length:\r\n 55')],
  ['an unknown coding', '9112 6.1', clte('Transfer-Encoding: xchunked\r\nContent-Length: 60')],
  ['a coding after chunked', '9112 6.1', clte('Transfer-Encoding: chunked, identity')],
  ['identity before chunked', '9112 7', clte('Transfer-Encoding: identity, chunked')],
  ['chunked twice', '9112 6.1', clte('Transfer-Encoding: chunked, chunked')],
  ['two coding fields', '9112 6.1', clte('Transfer-Encoding: chunked\r\nTransfer-Encoding: cow')],
  ['an empty coding before', '9112 6.1', clte('Transfer-Encoding: ,chunked')],
  ['an empty coding behind', '9112 6.1', clte('Transfer-Encoding: chunked,')],
  ['a quoted coding', '9112 6.1', clte('Transfer-Encoding: "chunked"')],
  ['a coding with a parameter', '9112 7', clte('Transfer-Encoding: chunked;q=1')],
  ['a coding behind a vertical tab', '9110 5.5', clte('Transfer-Encoding: \x0bchunked')],
  ['a coding behind a NUL', '9110 5.5', clte('Transfer-Encoding: \0chunked')],
  ['a coding before a NUL', '9110 5.5', clte('Transfer-Encoding: chunked\0')],
  ['a space before the colon of a coding', '9112 5.1', clte('Transfer-Encoding : chunked')],
  ['a tab before the colon of a coding', '9112 5.1', clte('Transfer-Encoding\t: chunked')],
  ['a folded coding', '9112 5.2', clte('Transfer-Encoding:\r\n chunked')],
  ['a coding folded after it', '9112 5.2', clte('Transfer-Encoding: chunked\r\n , cow')],
  ['a coding that begins with a space', '9112 2.2', clte('X: y\r\n Transfer-Encoding: chunked')],
  ['a coding behind a bare LF', '9112 2.2', clte('X: y\nTransfer-Encoding: chunked')],
  ['a coding behind a bare CR', '9112 2.2', clte('X: y\rTransfer-Encoding: chunked')],
  ['a coding with an underscore', '9112 6.1', clte('Transfer_Encoding: chunked')],
  ['a coding of HTTP/1.0', '9112 6.1', clte('Transfer-Encoding: chunked', 'HTTP/1.0')],
  [
    'a coding and a length of HTTP/1.0',
    '9112 6.1',
    clte('Transfer-Encoding: chunked\r\nContent-Length: 60', 'HTTP/1.0'),
  ],
]

/** What a chunk is (RFC 9112, 7.1). */
const CHUNKS: readonly Row[] = [
  ['a size of no digits', '9112 7.1', chunks('G\r\nhello\r\n0\r\n\r\n')],
  ['a size of nothing', '9112 7.1', chunks('\r\nhello\r\n0\r\n\r\n')],
  ['a negative size', '9112 7.1', chunks('-5\r\nhello\r\n0\r\n\r\n')],
  ['a signed size', '9112 7.1', chunks('+5\r\nhello\r\n0\r\n\r\n')],
  ['a size with a prefix', '9112 7.1', chunks('0x5\r\nhello\r\n0\r\n\r\n')],
  ['a space before a size', '9112 7.1', chunks(' 5\r\nhello\r\n0\r\n\r\n')],
  ['a space behind a size', '9112 7.1', chunks('5 \r\nhello\r\n0\r\n\r\n')],
  ['a tab behind a size', '9112 7.1', chunks('5\t\r\nhello\r\n0\r\n\r\n')],
  ['a size above 64 bits', '9112 7.1', chunks('10000000000000005\r\nhello\r\n0\r\n\r\n')],
  ['a size with a bare LF', '9112 7.1', chunks('5\nhello\r\n0\r\n\r\n')],
  ['a size with a bare CR', '9112 7.1', chunks('5\rhello\r\n0\r\n\r\n')],
  ['an extension with a bare LF', '9112 7.1.1', chunks('5;\nhello\r\n0\r\n\r\n')],
  ['an extension with a bare CR', '9112 7.1.1', chunks('5;a\rb\r\nhello\r\n0\r\n\r\n')],
  ['an extension with a NUL', '9112 7.1.1', chunks('5;a\0\r\nhello\r\n0\r\n\r\n')],
  ['an extension that is none', '9112 7.1.1', chunks('5;a b=;;"\r\nhello\r\n0\r\n\r\n')],
  ['data without its end', '9112 7.1', chunks('5\r\nhello0\r\n\r\n')],
  ['data that is longer', '9112 7.1', chunks('3\r\nhello\r\n0\r\n\r\n')],
  ['data with another end', '9112 7.1', chunks('5\r\nhelloXX0\r\n\r\n')],
  ['data that ends with a bare LF', '9112 7.1', chunks('5\r\nhello\n0\r\n\r\n')],
  ['a last chunk with a bare LF', '9112 7.1', chunks('0\n\r\n')],
  ['a last line with a bare LF', '9112 7.1', chunks('0\r\n\n')],
  ['a trailer with a bare LF', '9112 7.1.2', chunks('0\r\nX: y\n\r\n')],
  ['a trailer without a colon', '9112 7.1.2', chunks('0\r\nforged\r\n\r\n')],
  ['a trailer that tells a length', '9110 6.5.1', chunks('0\r\nContent-Length: 55\r\n\r\n')],
  ['a trailer about the client', '9110 6.5.1', chunks('0\r\nX-Forwarded-For: forged\r\n\r\n')],
]

/** What a line is (RFC 9112, 2.2 and 5). */
const LINES: readonly Row[] = [
  ['bare LF everywhere', '9112 2.2', 'GET /a HTTP/1.1\nHost: desk.example\n\n'],
  ['a bare LF at the end', '9112 2.2', 'GET /a HTTP/1.1\r\nHost: desk.example\r\n\n'],
  ['a bare LF before the end', '9112 2.2', 'GET /a HTTP/1.1\r\nHost: desk.example\n\r\n'],
  ['a bare CR', '9112 2.2', field('X: a\rb')],
  ['CR twice', '9112 2.2', field('X: a\r')],
  ['bare CR for an end', '9112 2.2', `GET /a HTTP/1.1\rHost: desk.example\r\r${SMUGGLED}`],
  ['an empty line before', '9112 2.2', `\r\n${field('X: y')}`],
  ['an empty line of a bare LF before', '9112 2.2', `\n${field('X: y')}`],
  ['a space before', '9112 3', ` ${field('X: y')}`],
  ['a NUL in a value', '9110 5.5', field('X: a\0b')],
  ['a NUL in a name', '9110 5.1', field('X\0: y')],
  ['a control character in a value', '9110 5.5', field('X: a\x01b')],
  ['DEL in a value', '9110 5.5', field('X: a\x7fb')],
  ['a folded value', '9112 5.2', field('X: a\r\n b')],
  ['a value folded with a tab', '9112 5.2', field('X: a\r\n\tInternal: b')],
  [
    'a folded first field',
    '9112 2.2',
    'GET /a HTTP/1.1\r\n Host: evil\r\nHost: desk.example\r\n\r\n',
  ],
  ['a space before a colon', '9112 5.1', field('X-Any : y')],
  ['no colon', '9112 5', field('forged')],
  ['no name', '9112 5', field(': forged')],
  ['a name of two words', '9110 5.1', field('X Y: z')],
  ['a name in brackets', '9110 5.1', field('X(Y): z')],
  ['a name beyond ASCII', '9110 5.1', field('X\xe4: z')],
  ['a name with a vertical tab', '9110 5.1', field('\x0bX: z')],
]

/** What a request line is (RFC 9112, 3). */
const STARTS: readonly Row[] = [
  ['HTTP/0.9', '9112 2.3', 'GET /a\r\n\r\n'],
  ['HTTP/0.9 in so many words', '9112 2.3', start('GET /a HTTP/0.9')],
  ['HTTP/1.2', '9112 2.3', start('GET /a HTTP/1.2')],
  ['HTTP/2.0', '9112 2.3', start('GET /a HTTP/2.0')],
  ['the preface of HTTP/2', '9113 3.4', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a version with two digits', '9112 2.3', start('GET /a HTTP/1.10')],
  ['a version with a zero before', '9112 2.3', start('GET /a HTTP/01.1')],
  ['a version with a sign', '9112 2.3', start('GET /a HTTP/+1.1')],
  ['a version in lower case', '9112 2.3', start('GET /a http/1.1')],
  ['another protocol', '9112 2.3', start('GET /a RTSP/1.0')],
  ['a space behind the version', '9112 3', start('GET /a HTTP/1.1 ')],
  ['a tab for a space', '9112 3', start('GET\t/a HTTP/1.1')],
  ['two spaces', '9112 3', start('GET  /a HTTP/1.1')],
  ['a form feed for a space', '9112 3', start('GET /a\x0cHTTP/1.1')],
  ['a method that is no token', '9110 9.1', start('GE(T /a HTTP/1.1')],
  ['a method with a NUL', '9110 9.1', start('GET\0 /a HTTP/1.1')],
  ['no method', '9112 3', start('/a HTTP/1.1')],
  ['CONNECT', '9110 9.3.6', start('CONNECT desk.example:443 HTTP/1.1') + SMUGGLED],
  [
    'a request behind a malformed one',
    '9112 9.3.2',
    `GET /a HTTP/1.1\r\nHost: a b\r\n\r\n${start('GET /b HTTP/1.1')}`,
    0,
  ],
  [
    'a request behind an unknown version',
    '9112 9.3.2',
    `${start('GET /a HTTP/9.1')}${start('GET /b HTTP/1.1')}`,
    0,
  ],
]

/** What a target is, and of which host (RFC 9112, 3.2; RFC 3986). */
const TARGETS: readonly Row[] = [
  ['a space in the target', '9112 3.2', start('GET /a b HTTP/1.1')],
  ['a byte beyond ASCII', '3986 2', start('GET /\xe4 HTTP/1.1')],
  ['a NUL in the target', '3986 2', start('GET /a\0b HTTP/1.1')],
  ['a fragment', '9112 3.2', start('GET /a#/internal/smuggled HTTP/1.1')],
  ['no slash', '9112 3.2', start('GET internal/smuggled HTTP/1.1')],
  ['a query alone', '9112 3.2', start('GET ?a HTTP/1.1')],
  ['an absolute target of another host', '9112 3.2.2', start('GET http://evil.example/a HTTP/1.1')],
  [
    'an absolute target with a user',
    '9110 4.2.4',
    start('GET http://desk.example@evil.example/a HTTP/1.1'),
  ],
  ['an absolute target of another scheme', '9110 7.4', start('GET ftp://desk.example/a HTTP/1.1')],
  ['an absolute target of no host', '9110 4.2.1', start('GET http:///a HTTP/1.1')],
  ['two Hosts', '9112 3.2', field('Host: evil.example')],
  ['two equal Hosts', '9112 3.2', field('Host: desk.example')],
  ['no Host', '9112 3.2', 'GET /a HTTP/1.1\r\n\r\n'],
  ['a Host with a user', '9110 7.2', host('desk.example@evil.example')],
  ['a Host with a path', '9110 7.2', host('desk.example/a')],
  ['a list of Hosts', '9110 7.2', host('desk.example, evil.example')],
  ['a Host of two words', '9110 7.2', host('desk.example evil.example')],
  ['a Host with a port that is none', '9110 7.2', host('desk.example:evil')],
  ['a Host with an open bracket', '9110 7.2', host('[::1')],
  ['two slashes', '3986 3.3', start('GET //internal/smuggled HTTP/1.1')],
  ['dots', '3986 5.2.4', start('GET /a/../internal/smuggled HTTP/1.1')],
  ['one dot', '3986 5.2.4', start('GET /./internal/smuggled HTTP/1.1')],
  ['escaped dots', '3986 6.2.2', start('GET /a/%2e%2e/internal/smuggled HTTP/1.1')],
  ['a dot and an escaped one', '3986 6.2.2', start('GET /a/.%2E/internal/smuggled HTTP/1.1')],
  ['escaped slashes', '3986 2.2', start('GET /a%2f..%2finternal/smuggled HTTP/1.1')],
  [
    'an escaped letter of what is forbidden',
    '3986 6.2.2',
    start('GET /%69nternal/smuggled HTTP/1.1'),
  ],
  ['escaped escapes', '3986 2.4', start('GET /a/%252e%252e/internal/smuggled HTTP/1.1')],
  ['backslashes', '3986 2', start('GET /a\\..\\internal\\smuggled HTTP/1.1')],
  ['escaped backslashes', '3986 2', start('GET /a/..%5cinternal/smuggled HTTP/1.1')],
  ['a parameter of a path', '3986 3.3', start('GET /a/..;/internal/smuggled HTTP/1.1')],
  ['an escaped NUL', '3986 7.3', start('GET /a%00/internal/smuggled HTTP/1.1')],
  ['an escaped line end', '3986 7.3', start('GET /a%0d%0aX:%20forged HTTP/1.1')],
  ['half an escape', '3986 2.1', start('GET /a%2/internal/smuggled HTTP/1.1')],
  [
    'an escape of another kind',
    '3986 2.1',
    start('GET /a/%u002e%u002e/internal/smuggled HTTP/1.1'),
  ],
  ['dots in too many bytes', '3629 10', start('GET /a/%c0%ae%c0%ae/internal/smuggled HTTP/1.1')],
]

/** What is for one hop alone, and what leaves HTTP (RFC 9110, 7.6 and 7.8). */
const HOPS: readonly Row[] = [
  [
    'Connection naming the length',
    '9110 7.6.1',
    length('Connection: Content-Length\r\nContent-Length: 55'),
  ],
  [
    'Connection naming the coding',
    '9110 7.6.1',
    clte('Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked'),
  ],
  ['Connection naming Host', '9110 7.6.1', field('Connection: Host')],
  ['Connection naming a field', '9110 7.6.1', field('Connection: close, X-Hop\r\nX-Hop: forged')],
  [
    'Connection naming who the client is',
    '9110 7.6.1',
    field('Connection: X-Forwarded-For\r\nX-Forwarded-For: forged'),
  ],
  ['Keep-Alive', '9110 7.6.1', field('Keep-Alive: forged')],
  ['Proxy-Connection', '9110 7.6.1', field('Proxy-Connection: forged')],
  ['TE', '9110 10.1.4', field('TE: forged')],
  ['who the client is', '7239 8.1', field('X-Forwarded-For: forged\r\nx-forwarded-FOR: forged')],
  ['who the client is, underscored', '7239 8.1', field('X_Forwarded_For: forged')],
  ['who the client is, of another name', '7239 4', field('Forwarded: for=forged')],
  [
    'an upgrade to h2c',
    '9110 7.8',
    field('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk') +
      SMUGGLED,
  ],
  ['an upgrade without Connection', '9110 7.8', field('Upgrade: websocket')],
  [
    'an upgrade of HTTP/1.0',
    '9110 7.8',
    field('Connection: Upgrade\r\nUpgrade: websocket', 'HTTP/1.0') + SMUGGLED,
  ],
  [
    'an upgrade to two protocols',
    '9110 7.8',
    field('Connection: Upgrade\r\nUpgrade: h2c, websocket') + SMUGGLED,
  ],
  [
    'an upgrade with a body',
    '6455 4.1',
    field('Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 55') + SMUGGLED,
  ],
  [
    'a request behind an upgrade that is refused',
    '9110 7.8',
    field('Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99') + SMUGGLED,
  ],
  ['a switch that nobody asked for', '9110 15.2.2', start('GET /switch HTTP/1.1') + SMUGGLED],
]

/** By what they are about. */
export const CORPUS: Readonly<Record<string, readonly Ambiguous[]>> = {
  lengths: LENGTHS.map(entry),
  chunks: CHUNKS.map(entry),
  lines: LINES.map(entry),
  'request lines': STARTS.map(entry),
  targets: TARGETS.map(entry),
  hops: HOPS.map(entry),
}

function entry([name, source, bytes, requests = 1]: Row): Ambiguous {
  return { name, source: `RFC ${source.replace(' ', ', ')}`, bytes, requests }
}

function start(line: string): string {
  return `${line}\r\nHost: desk.example\r\n\r\n`
}

function field(lines: string, version = 'HTTP/1.1'): string {
  return `GET /a ${version}\r\nHost: desk.example\r\n${lines}\r\n\r\n`
}

function host(value: string): string {
  return `GET /a HTTP/1.1\r\nHost: ${value}\r\n\r\n`
}

function post(lines: string, body: string, version = 'HTTP/1.1'): string {
  return `POST /a ${version}\r\nHost: desk.example\r\n${lines}\r\n\r\n${body}`
}

/** Whoever takes the length takes the other request for its body. */
function length(lines: string): string {
  return post(lines, SMUGGLED)
}

/** Whoever reads chunks finds none, and then the other request. */
function clte(lines: string, version?: string): string {
  return post(lines, `0\r\n\r\n${SMUGGLED}`, version)
}

/** Whoever takes the length finds the other request in the middle of a chunk. */
function tecl(lines: string): string {
  return post(lines, `37\r\n${SMUGGLED}\r\n0\r\n\r\n`)
}

function chunks(body: string): string {
  return post('Transfer-Encoding: chunked', body + SMUGGLED)
}
