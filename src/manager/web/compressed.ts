import { brotliCompressSync, constants } from 'node:zlib'

/** Shorter than this, a body is not worth the head that says how it is packed. */
const LEAST_BYTES = 1000
/** Effort that a page is worth: a tenth of a long table's length is left, after about a millisecond. */
const EFFORT = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }

export type Coding = 'br' | 'gzip'

/**
 * Packs a body for an asker who can unpack it. A page that holds a secret must not come here: what stands beside
 * it may be an attacker's choice, and the length would tell which guess was right (BREACH).
 */
export function compressed(body: string, { headers }: Request): Packed {
  const coding = preferred(headers.get('accept-encoding') ?? '', ['br', 'gzip'])
  const bytes = Buffer.from(body)
  if (coding === undefined || bytes.byteLength < LEAST_BYTES) return { body, coding: undefined }
  if (coding === 'gzip') return { body: Bun.gzipSync(bytes, { level: 1 }), coding }
  return { body: new Uint8Array(brotliCompressSync(bytes, EFFORT)), coding }
}

export type Packed = {
  readonly body: string | Uint8Array<ArrayBuffer>
  /** For `content-encoding`. */
  readonly coding: Coding | undefined
}

/**
 * What `accept-encoding` likes best of what there is, the first of equals; undefined where it is to go as it is
 * (RFC 9110, 12.5.3).
 */
export function preferred(header: string, offered: readonly Coding[]): Coding | undefined {
  const weights = new Map(header.split(',').map(weighed))
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  const [best] = offered.toSorted((a, b) => weightOf(b) - weightOf(a))
  if (best === undefined || weightOf(best) === 0) return undefined
  // Untouched it is as welcome as anything unless somebody says so.
  return weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined
}

function weighed(wish: string): [string, number] {
  const [name = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase())
  const given = parameters.find((one) => one.startsWith('q='))
  const weight = given === undefined ? 1 : Number(given.slice(2))
  return [name, Number.isFinite(weight) ? weight : 0]
}
