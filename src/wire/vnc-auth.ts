import { createCipheriv } from 'node:crypto'

/** A challenge of the VNC authentication, and the answer to it, are this long. */
export const CHALLENGE_LENGTH = 16
const KEY_LENGTH = 8

/** Answers the challenge: DES with the password's first eight bytes, each with its bits mirrored. */
export function answerChallenge(challenge: Uint8Array, password: string): Buffer {
  const key = Buffer.alloc(KEY_LENGTH)
  key.set(Buffer.from(password, 'latin1').subarray(0, KEY_LENGTH))
  const cipher = createCipheriv('des-ecb', key.map(mirror), null).setAutoPadding(false)
  return Buffer.concat([cipher.update(challenge), cipher.final()])
}

function mirror(byte: number): number {
  let mirrored = 0
  for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) mirrored |= 0x80 >> bit
  return mirrored
}
