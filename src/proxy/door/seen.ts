import { writeSeen } from '../../contract/seen.ts'
import { SEEN_FIELD, SEEN_PATH } from '../../domain/front.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import type { Client } from './client.ts'

/** Of what others wrote, no more than this passes. */
const LONGEST = 200

/** For the self-test of what stands in front, and for no other path: how the request came in, as a header line. */
export function seenLine(
  path: string,
  head: RequestHead,
  fields: Fields,
  { secure, peer, address }: Client,
  prefix: string,
): string {
  if (path !== SEEN_PATH) return ''
  const seen = {
    minor: head.minor,
    host: head.host,
    secure,
    peer,
    address,
    left: prefix !== '' && head.target.startsWith(`${prefix}/`),
    proto: said(fields, 'x-forwarded-proto'),
    claimed: said(fields, 'x-forwarded-for'),
  }
  return `${SEEN_FIELD}: ${writeSeen(seen)}\r\n`
}

function said(fields: Fields, name: string): string | undefined {
  for (let field = 0; field < fields.count; field++) {
    if (fields.isNamed(field, name)) return fields.value(field).slice(-LONGEST)
  }
  return undefined
}
