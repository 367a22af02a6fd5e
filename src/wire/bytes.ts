/** Characters of a token (RFC 9110, 5.6.2): methods, field names, connection options. */
const TOKEN = table("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

export const CR = 13
export const LF = 10
export const SPACE = 32
export const TAB = 9
export const COLON = 58

export function isToken(byte: number | undefined): boolean {
  return TOKEN[byte ?? 0] === 1
}

/** Field values and the like: anything but control characters; a tab is allowed. */
export function isText(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= SPACE && byte !== 127) || byte === TAB)
}

/** Decimal digits alone, or undefined. Fifteen digits at most, so the number is exact. */
export function parseDigits(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const NOTHING = Buffer.alloc(0)

/** What follows the first `count` bytes. Mostly that is nothing, and a view of nothing costs as much as any. */
export function after(bytes: Buffer, count: number): Buffer {
  return count === bytes.length ? NOTHING : bytes.subarray(count)
}

/** The first `count` bytes; mostly that is all of them. */
export function upTo(bytes: Buffer, count: number): Buffer {
  return count === bytes.length ? bytes : bytes.subarray(0, count)
}

/** Bytes of its own, where `Buffer.slice` would give a view into memory that is used again. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes)
}

function table(characters: string): Uint8Array {
  const allowed = new Uint8Array(256)
  for (const character of characters) allowed[character.charCodeAt(0)] = 1
  return allowed
}
