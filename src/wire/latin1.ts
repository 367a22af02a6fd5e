// Bun and Node have these, undocumented: `toString('latin1')` and `write` find out first which encoding is meant,
// which takes them six times as long for the short texts of a head.
declare global {
  interface Buffer {
    latin1Slice(from: number, to: number): string
    latin1Write(text: string, at: number): number
  }
}

/** The text that lies there, as far as the bytes go. */
export function readLatin1(bytes: Buffer, from: number, to: number): string {
  const end = Math.min(to, bytes.length)
  return from < end ? bytes.latin1Slice(from, end) : ''
}

/** Writes the text there; how many bytes that was. */
export function writeLatin1(bytes: Buffer, text: string, at: number): number {
  return bytes.latin1Write(text, at)
}
