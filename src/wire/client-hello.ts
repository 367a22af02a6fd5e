/** The first record of TLS (RFC 8446, 4.1.2), as far as it tells which name is asked for (RFC 6066, 3). */

const HANDSHAKE = 22
const CLIENT_HELLO = 1
const SERVER_NAME = 0
const RECORD_FIXED = 5
const MOST = 16 * 1024

export const CLIENT_HELLO_LIMIT = RECORD_FIXED + MOST

/** In lower case; '' where no name is asked for, or it is no such record. 'partial' until the record is whole. */
export function serverName(bytes: Buffer): { readonly name: string } | 'partial' {
  if (bytes.length === 0) return 'partial'
  if (bytes[0] !== HANDSHAKE) return { name: '' }
  if (bytes.length < RECORD_FIXED) return 'partial'
  const end = RECORD_FIXED + bytes.readUInt16BE(3)
  if (end > CLIENT_HELLO_LIMIT) return { name: '' }
  if (bytes.length < end) return 'partial'
  return { name: nameIn(bytes.subarray(RECORD_FIXED, end)) }
}

function nameIn(hello: Buffer): string {
  if (hello[0] !== CLIENT_HELLO) return ''
  // What is before: type, length, version and random bytes; then what each has its length before it.
  let at = 4 + 2 + 32
  at += 1 + (hello[at] ?? 0)
  at += 2 + two(hello, at)
  at += 1 + (hello[at] ?? 0)
  const end = Math.min(hello.length, at + 2 + two(hello, at))
  for (at += 2; at + 4 <= end; at += 4 + two(hello, at + 2)) {
    if (two(hello, at) !== SERVER_NAME) continue
    // The list has one entry, of the kind of host names (0).
    const length = two(hello, at + 7)
    if (hello[at + 6] !== 0 || at + 9 + length > end) return ''
    return hello.toString('latin1', at + 9, at + 9 + length).toLowerCase()
  }
  return ''
}

/** 0 behind the end. */
function two(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
