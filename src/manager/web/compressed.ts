/** Shorter than this, a body is not worth the head that says how it is packed. */
const LEAST_BYTES = 1000

/**
 * Packs a body for an asker who can unpack it. Nothing secret of ours stands in a page beside what an asker
 * chose: a request counts by its cookie and its origin, so that its length tells nobody anything of use.
 */
export function compressed(body: string, { headers }: Request): Packed {
  if (!accepted(headers.get('accept-encoding') ?? '').includes('gzip'))
    return { body, coding: undefined }
  const bytes = Buffer.from(body)
  if (bytes.byteLength < LEAST_BYTES) return { body, coding: undefined }
  // The least effort: a tenth of a long table's length is left, after less than a millisecond.
  return { body: Bun.gzipSync(bytes, { level: 1 }), coding: 'gzip' }
}

export type Packed = {
  readonly body: string | Uint8Array<ArrayBuffer>
  /** For `content-encoding`. */
  readonly coding: 'gzip' | undefined
}

/** The codings in `accept-encoding` that are not refused. */
export function accepted(header: string): readonly string[] {
  return header
    .split(',')
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(';')[0]?.trim() ?? '')
}
