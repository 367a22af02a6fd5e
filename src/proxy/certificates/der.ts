/** The few forms of DER (X.690) that a certificate is made of. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const

export function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(TAG.sequence, ...parts)
}

export function set(...parts: Uint8Array[]): Buffer {
  return tagged(TAG.set, ...parts)
}

/** `[n]` around whole values. */
export function explicit(n: number, ...parts: Uint8Array[]): Buffer {
  return tagged(0xa0 | n, ...parts)
}

/** `[n]` in place of a value's own tag. */
export function implicit(n: number, value: Uint8Array): Buffer {
  return tagged(0x80 | n, value)
}

/** A positive number, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0
  return tagged(TAG.integer, ...(first >= 0x80 ? [Uint8Array.of(0)] : []), bytes)
}

export function boolean(value: boolean): Buffer {
  return tagged(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return tagged(TAG.bitString, Uint8Array.of(unused), bytes)
}

export function octetString(...parts: Uint8Array[]): Buffer {
  return tagged(TAG.octetString, ...parts)
}

export function utf8String(text: string): Buffer {
  return tagged(TAG.utf8String, Buffer.from(text))
}

/** The short form, which certificates must use for every time before 2050. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+|[-:T]/g, '')
  return tagged(TAG.utcTime, Buffer.from(digits.slice(2)))
}

/** `1.2.840.10045.4.3.2` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

function lengthOf({ length }: Uint8Array): number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  return [0x82, length >> 8, length & 0xff]
}
