/** The PROXY protocol of HAProxy, versions 1 and 2: https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt */
import { CR, LF } from './bytes.ts'

/** What stands before the client's own bytes. */
export type ProxyHeader = {
  /** Of the header itself, in bytes. */
  readonly length: number
  /** As the proxy wrote it; undefined where it speaks for itself (LOCAL), or for nobody that TCP knows (UNKNOWN). */
  readonly source: string | undefined
}

const V1 = 'PROXY '
/** With CR and LF. */
const V1_LIMIT = 107
const V2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const V2_FIXED = 16
/** For its extensions (TLV), which nobody reads here: what is longer is no header. */
const V2_LIMIT = 4096

export const PROXY_HEADER_LIMIT = V2_FIXED + V2_LIMIT

/** Bytes of the addresses of each family: none, IPv4, IPv6, and that of sockets with a path. */
const FAMILIES = [0, 12, 36, 216] as const

/** 'partial' while it may still become one; a string of another kind says what is wrong. */
export function readProxyHeader(
  bytes: Buffer,
): ProxyHeader | 'partial' | { readonly flaw: string } {
  if (bytes.length === 0) return 'partial'
  if (bytes[0] === CR) return readBinary(bytes)
  const begin = bytes.toString('latin1', 0, Math.min(bytes.length, V1.length))
  if (!V1.startsWith(begin)) return { flaw: 'It begins like no PROXY header' }
  return readLine(bytes)
}

function readLine(bytes: Buffer): ProxyHeader | 'partial' | { readonly flaw: string } {
  const end = bytes.subarray(0, V1_LIMIT).indexOf(LF)
  if (end < 0) return bytes.length < V1_LIMIT ? 'partial' : { flaw: 'Its line is too long' }
  const length = end + 1
  if (bytes[end - 1] !== CR) return { flaw: 'Its line ends without CR' }
  const [, kind = '', ...words] = bytes.toString('latin1', 0, end - 1).split(' ')
  if (kind === 'UNKNOWN') return { length, source: undefined }
  const form = { TCP4: FOUR, TCP6: SIX }[kind]
  const [source = '', destination = '', ...ports] = words
  const proper = form?.test(source) && form.test(destination) && ports.length === 2
  if (!proper || !ports.every(isPort)) return { flaw: 'Its line is malformed' }
  return { length, source }
}

const FOUR = /^\d{1,3}(\.\d{1,3}){3}$/
const SIX = /^[0-9a-fA-F:.]{2,45}$/

function isPort(word: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(word) && Number(word) <= 65535
}

function readBinary(bytes: Buffer): ProxyHeader | 'partial' | { readonly flaw: string } {
  const begin = bytes.subarray(0, V2.length)
  if (!V2.subarray(0, begin.length).equals(begin)) return { flaw: 'It begins like no PROXY header' }
  if (bytes.length < V2_FIXED) return 'partial'
  const [version, command, family = 0, transport = 0] = [
    (bytes[12] ?? 0) >> 4,
    (bytes[12] ?? 0) & 15,
    (bytes[13] ?? 0) >> 4,
    (bytes[13] ?? 0) & 15,
  ]
  const rest = bytes.readUInt16BE(14)
  if (version !== 2) return { flaw: 'Its version is unknown' }
  if (command > 1) return { flaw: 'Its command is unknown' }
  const needed = FAMILIES[family]
  if (needed === undefined || transport > 2) return { flaw: 'Its address family is unknown' }
  if (rest > V2_LIMIT) return { flaw: `It is longer than ${PROXY_HEADER_LIMIT} bytes` }
  if (command === 1 && rest < needed) return { flaw: 'It is too short for its addresses' }
  const length = V2_FIXED + rest
  if (bytes.length < length) return 'partial'
  return { length, source: command === 1 ? sourceOf(bytes, family, transport) : undefined }
}

/** Of a stream over IP. */
function sourceOf(bytes: Buffer, family: number, transport: number): string | undefined {
  if (transport !== 1) return undefined
  const at = V2_FIXED
  if (family === 1) return [...bytes.subarray(at, at + 4)].join('.')
  if (family !== 2) return undefined
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(at + 2 * i).toString(16)).join(':')
}
