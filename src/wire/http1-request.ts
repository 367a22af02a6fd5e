import { CR, isToken, LF, parseDigits, SPACE } from './bytes.ts'
import { addConnectionOptions, type Fields, HeadRefusal } from './http1-head.ts'
import { readLatin1 } from './latin1.ts'

/** Body length of a chunked message. */
export const CHUNKED = -1

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const VERSION = ' HTTP/1.'

export type RequestHead = {
  readonly method: string
  /** Origin form: path and query as they came. */
  readonly target: string
  readonly minor: 0 | 1
  /** As sent; empty only from an HTTP/1.0 client that sent none. */
  readonly host: string
  readonly keepAlive: boolean
  /** CHUNKED, or the number of bytes. */
  readonly bodyLength: number
  /** It asks for a WebSocket in the proper form. */
  readonly websocket: boolean
  /** Through whom it came; empty where nobody says. */
  readonly via: string
  /** Fields that the client's `Connection` names: they end here. */
  readonly hopFields: readonly string[]
}

/**
 * Reads the head that is exactly `bytes[0, end)`, as `headEnd` found it, and fills `fields`. Whatever
 * two servers might read differently is refused.
 */
export function parseRequest(
  bytes: Buffer,
  end: number,
  fields: Fields,
): RequestHead | HeadRefusal {
  const line = parseRequestLine(bytes)
  if (line instanceof HeadRefusal) return line
  const malformed = fields.parse(bytes, line.length, end)
  if (malformed) return malformed
  return readFields(line, fields)
}

type RequestLine = {
  readonly method: string
  readonly target: string
  readonly minor: 0 | 1
  readonly length: number
}

function parseRequestLine(bytes: Buffer): RequestLine | HeadRefusal {
  let p = 0
  while (isToken(bytes[p])) p++
  if (p === 0 || p > 32 || bytes[p] !== SPACE) return new HeadRefusal(400, 'Malformed request line')
  const method = isAt(bytes, 0, 'GET ') ? 'GET' : readLatin1(bytes, 0, p)
  const targetAt = ++p
  while (isVisible(bytes[p])) p++
  const target = readLatin1(bytes, targetAt, p)
  const known = isAt(bytes, p, VERSION)
  const minor = (bytes[p + VERSION.length] ?? 0) - 48
  p += VERSION.length + 1
  if (target === '' || bytes[p] !== CR || bytes[p + 1] !== LF) {
    return new HeadRefusal(400, 'Malformed request line')
  }
  if (!known || (minor !== 0 && minor !== 1)) {
    return new HeadRefusal(505, 'Only HTTP/1.1 and HTTP/1.0 are spoken here')
  }
  if (method === 'CONNECT' || method === 'TRACE') {
    return new HeadRefusal(405, `${method} is not allowed`)
  }
  if (!METHODS.has(method)) return new HeadRefusal(501, 'Unknown method')
  return { method, target, minor, length: p + 2 }
}

function readFields(line: RequestLine, fields: Fields): RequestHead | HeadRefusal {
  const { method, minor } = line
  const options = { close: false, keepAlive: false, upgrade: false, named: [] }
  let host: string | undefined
  let length: number | undefined
  let chunked = false
  let websocket = false
  let via = ''
  for (let field = 0; field < fields.count; field++) {
    switch (fields.names[field]) {
      case 'host':
        if (host !== undefined) return new HeadRefusal(400, 'More than one Host')
        host = fields.value(field)
        if (!isAuthority(host)) return new HeadRefusal(400, 'Malformed Host')
        break
      case 'connection':
        if (!addConnectionOptions(fields.value(field), options)) {
          return new HeadRefusal(400, 'Malformed Connection')
        }
        break
      case 'content-length':
        if (length !== undefined) return new HeadRefusal(400, 'More than one Content-Length')
        length = parseDigits(fields.value(field))
        if (length === undefined) return new HeadRefusal(400, 'Malformed Content-Length')
        break
      case 'transfer-encoding': {
        const codings = fields.value(field).toLowerCase()
        if (codings !== 'chunked' || chunked) return refuseCodings(codings)
        chunked = true
        break
      }
      case 'upgrade':
        websocket = fields.value(field).toLowerCase() === 'websocket'
        break
      case 'via':
        via = via === '' ? fields.value(field) : `${via},${fields.value(field)}`
        break
      case 'expect':
        if (fields.value(field).toLowerCase() !== '100-continue') {
          return new HeadRefusal(417, 'Unknown expectation')
        }
        break
    }
  }
  if (host === undefined && minor === 1) return new HeadRefusal(400, 'No Host')
  if (chunked && length !== undefined) {
    return new HeadRefusal(400, 'Both Content-Length and Transfer-Encoding')
  }
  if (chunked && minor === 0) return new HeadRefusal(400, 'Transfer-Encoding in HTTP/1.0')
  const target = originForm(line.target, host)
  if (target === undefined) return new HeadRefusal(400, 'Malformed request target')
  const bodyLength = chunked ? CHUNKED : (length ?? 0)
  const upgrades = websocket && options.upgrade && method === 'GET' && minor === 1
  if (upgrades && bodyLength !== 0) return new HeadRefusal(400, 'An upgrade with a body')
  return {
    method,
    target,
    minor,
    host: host ?? '',
    keepAlive: minor === 1 && !options.close,
    bodyLength,
    websocket: upgrades,
    via,
    hopFields: options.named,
  }
}

function refuseCodings(codings: string): HeadRefusal {
  const known = /^(gzip|x-gzip|compress|x-compress|deflate)\s*,\s*chunked$/.test(codings)
  return known
    ? new HeadRefusal(501, 'Only the chunked transfer coding is understood')
    : new HeadRefusal(400, 'Malformed Transfer-Encoding')
}

/** Path and query of an absolute target count only where it names the same host as `Host` does. */
function originForm(target: string, host: string | undefined): string | undefined {
  if (target.startsWith('/')) return target
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target)
  if (!absolute) return undefined
  const [, authority = '', rest = ''] = absolute
  if (host === undefined || authority.toLowerCase() !== host.toLowerCase()) return undefined
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** The longest name there is, and a port. What goes to a manager repeats it: longer ones would not fit. */
const AUTHORITY_LIMIT = 253 + ':65535'.length

export function isAuthority(text: string): boolean {
  if (text.length > AUTHORITY_LIMIT) return false
  return /^([a-z0-9._~-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(text)
}

/** Whether this very text lies there. A string of it would cost more than to look at each byte. */
function isAt(bytes: Buffer, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

function isVisible(byte: number | undefined): boolean {
  return byte !== undefined && byte > SPACE && byte < 127
}
