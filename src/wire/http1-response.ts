import { CR, isText, LF, parseDigits } from './bytes.ts'
import { addConnectionOptions, type Fields, HeadRefusal } from './http1-head.ts'
import { CHUNKED } from './http1-request.ts'
import { readLatin1 } from './latin1.ts'

/** Body length of a response that ends with its connection. */
export const UNTIL_CLOSE = -2

export type ResponseHead = {
  readonly status: number
  /** The connection that brought it may carry another request. */
  readonly keepAlive: boolean
  /** CHUNKED, UNTIL_CLOSE, or the number of bytes. */
  readonly bodyLength: number
  readonly hopFields: readonly string[]
}

/** Reads the head that is exactly `bytes[0, end)`; `toHead`: it answers a HEAD request. */
export function parseResponse(
  bytes: Buffer,
  end: number,
  toHead: boolean,
  fields: Fields,
): ResponseHead | HeadRefusal {
  const start = /^HTTP\/1\.([01]) ([1-9]\d\d)( |\r)/.exec(readLatin1(bytes, 0, 13))
  if (!start) return new HeadRefusal(502, 'Malformed status line')
  const minor = Number(start[1])
  const status = Number(start[2])
  let p = 12
  while (isText(bytes[p])) p++
  if (bytes[p] !== CR || bytes[p + 1] !== LF) return new HeadRefusal(502, 'Malformed status line')
  if (fields.parse(bytes, p + 2, end)) return new HeadRefusal(502, 'Malformed fields')
  return readFields(minor, status, toHead, fields)
}

function readFields(
  minor: number,
  status: number,
  toHead: boolean,
  fields: Fields,
): ResponseHead | HeadRefusal {
  const options = { close: false, keepAlive: false, upgrade: false, named: [] }
  let length: number | undefined
  let chunked = false
  for (let field = 0; field < fields.count; field++) {
    switch (fields.names[field]) {
      case 'connection':
        if (!addConnectionOptions(fields.value(field), options)) {
          return new HeadRefusal(502, 'Malformed Connection')
        }
        break
      case 'content-length':
        if (length !== undefined) return new HeadRefusal(502, 'More than one Content-Length')
        length = parseDigits(fields.value(field))
        if (length === undefined) return new HeadRefusal(502, 'Malformed Content-Length')
        break
      case 'transfer-encoding':
        if (chunked || minor === 0 || fields.value(field).toLowerCase() !== 'chunked') {
          return new HeadRefusal(502, 'Malformed Transfer-Encoding')
        }
        chunked = true
        break
    }
  }
  if (chunked && length !== undefined) return new HeadRefusal(502, 'Two body lengths')
  const bodiless = toHead || status < 200 || status === 204 || status === 304
  const framed = chunked ? CHUNKED : (length ?? UNTIL_CLOSE)
  return {
    status,
    keepAlive: minor === 1 && !options.close,
    bodyLength: bodiless ? 0 : framed,
    hopFields: options.named,
  }
}
