import { LF } from './bytes.ts'
import { type FieldName, type Fields, HEAD_LIMIT } from './http1-head.ts'
import type { RequestHead } from './http1-request.ts'
import type { ResponseHead } from './http1-response.ts'
import { writeLatin1 } from './latin1.ts'
import { viaField } from './via.ts'

/** Memory for one rewritten head; whoever keeps a part of it copies. */
export const headRoom = Buffer.allocUnsafeSlow(2 * HEAD_LIMIT)

/** Fields of one hop (RFC 9110, 7.6.1): they never pass, in either direction. */
const HOP_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
])

/** What a proxy says about a client. From a client it is a lie. */
const IDENTITY_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>([
  'forwarded',
  'x-real-ip',
  'x-request-id',
  'x-forwarded-',
  'x-casement-',
  'underscored',
])

/**
 * The head for the upstream: our reading of the request line, the client's fields but for those of
 * the hop and of identity, then `added` (lines with their ends), and that it came through us (RFC 9110,
 * 7.6.3). Lies in `headRoom`.
 */
export function rewriteRequest(
  head: RequestHead,
  target: string,
  fields: Fields,
  added: string,
): Buffer {
  const hop = head.hopFields
  let end = writeLatin1(headRoom, `${head.method} ${target} HTTP/1.1\r\n`, 0)
  end = fields.copy(headRoom, end, (field) => {
    const name = fields.names[field] ?? 'other'
    return !HOP_FIELDS.has(name) && !IDENTITY_FIELDS.has(name) && !isNamedBy(hop, fields, field)
  })
  const upgrade = head.websocket ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n' : ''
  const via = `Via: ${viaField(head.minor)}\r\n`
  end += writeLatin1(headRoom, `${added}${via}${upgrade}\r\n`, end)
  return headRoom.subarray(0, end)
}

/** What of a response does not pass. */
export type Withheld = {
  /** `Transfer-Encoding`: the reader does not know it, or is told a length. */
  readonly coding?: boolean
  /** Lower-case names; others than these do not pass. Without it all may. */
  readonly only?: readonly string[] | undefined
  /** Lower-case names that do not pass. */
  readonly not?: readonly string[] | undefined
}

/** The head for the client, likewise. */
export function rewriteResponse(
  bytes: Buffer,
  head: ResponseHead,
  fields: Fields,
  added: string,
  { coding = false, only, not = [] }: Withheld = {},
): Buffer {
  let end = bytes.copy(headRoom, 0, 0, bytes.indexOf(LF) + 1)
  // Such an answer has no body whatever it says, and may not say otherwise (RFC 9110, 8.6; RFC 9112, 6.1).
  const bodiless = head.status < 200 || head.status === 204
  end = fields.copy(headRoom, end, (field) => {
    const name = fields.names[field] ?? 'other'
    if (head.status === 101 && name === 'upgrade') return true
    if (name === 'transfer-encoding') return !bodiless && !coding
    if (name === 'content-length') return !bodiless
    if (name === 'x-request-id') return false
    if ((only && !isNamedBy(only, fields, field)) || isNamedBy(not, fields, field)) return false
    return !HOP_FIELDS.has(name) && !isNamedBy(head.hopFields, fields, field)
  })
  const upgrade = head.status === 101 ? 'Connection: Upgrade\r\n' : ''
  end += writeLatin1(headRoom, `${added}${upgrade}\r\n`, end)
  return headRoom.subarray(0, end)
}

function isNamedBy(hop: readonly string[], fields: Fields, field: number): boolean {
  return hop.length > 0 && hop.some((name) => fields.isNamed(field, name))
}
