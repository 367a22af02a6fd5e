/** Kinds of messages from the client that we know; noVNC sends no other. Of `qemu`, key events alone. */
export const FROM_CLIENT = {
  pixelFormat: 0,
  encodings: 2,
  updateRequest: 3,
  key: 4,
  pointer: 5,
  cutText: 6,
  continuousUpdates: 150,
  fence: 248,
  xvp: 250,
  desktopSize: 251,
  qemu: 255,
} as const

export type ClientMessage = (typeof FROM_CLIENT)[keyof typeof FROM_CLIENT]

/** The client breaks the rules: where its next message begins is not known, or not the same to everybody. */
export class RfbViolation extends Error {
  override readonly name = 'RfbViolation'
}

/** More than any client names; noVNC names some thirty. */
const MOST_ENCODINGS = 1024
const LONGEST_FENCE = 64
/** Of the head of a cut text: kind, padding, length, and flags where the length is negative. */
export const CUT_TEXT_HEAD = 8

/** The kind of a message by its first byte. */
export function clientMessage(type: number): ClientMessage {
  const known = Object.values(FROM_CLIENT).find((one) => one === type)
  if (known === undefined) throw new RfbViolation(`An unknown message of the kind ${type}`)
  return known
}

/**
 * How long a message is that begins with these bytes; 0 where more of them must be seen to know. Of a cut
 * text its head alone.
 */
export function clientLength(kind: ClientMessage, seen: Buffer): number {
  switch (kind) {
    case FROM_CLIENT.pixelFormat:
      return 20
    case FROM_CLIENT.encodings: {
      if (seen.length < 4) return 0
      const count = seen.readUInt16BE(2)
      if (count > MOST_ENCODINGS) throw new RfbViolation(`A choice of ${count} encodings`)
      return 4 + 4 * count
    }
    case FROM_CLIENT.updateRequest:
    case FROM_CLIENT.continuousUpdates:
      return 10
    case FROM_CLIENT.key:
      return 8
    case FROM_CLIENT.pointer:
      return 6
    case FROM_CLIENT.cutText:
      if (seen.length < CUT_TEXT_HEAD) return 0
      return seen.readInt32BE(4) < 0 ? CUT_TEXT_HEAD + 4 : CUT_TEXT_HEAD
    case FROM_CLIENT.fence: {
      if (seen.length < 9) return 0
      const length = seen.readUInt8(8)
      if (length > LONGEST_FENCE) throw new RfbViolation(`A fence of ${length} bytes`)
      return 9 + length
    }
    case FROM_CLIENT.xvp:
      return 4
    case FROM_CLIENT.desktopSize:
      return seen.length < 8 ? 0 : 8 + 16 * seen.readUInt8(6)
    case FROM_CLIENT.qemu:
      if (seen.length < 2) return 0
      if (seen[1] !== 0) throw new RfbViolation(`An unknown message of QEMU, ${seen[1]}`)
      return 12
  }
}
