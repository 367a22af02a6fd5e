import { createCipheriv, createDecipheriv, createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Stands at the beginning of a backup. Another format or cost is another number. */
export const MAGIC = Buffer.from('casement backup 1\n')
const SALT = 16
const CHECK = 32
/** What lies before the first frame: the mark, the salt, and what tells a wrong passphrase. */
export const HEAD = MAGIC.length + SALT + CHECK

const TAG = 16
/** 128 MiB and a third of a second for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt)

/** Each file has a key of its own, by its salt: hence the position of a frame will do as its nonce. */
export type LockBox = {
  /** The whole head of the file. */
  readonly head: Buffer
  /** Encrypts the frame at this position; it opens nowhere else. */
  seal(plain: Uint8Array, position: number): Buffer
  /** Undefined if it was changed, moved or sealed for another file. */
  open(sealed: Buffer, position: number): Buffer | undefined
}

export async function lockBox(passphrase: string, salt: Buffer): Promise<LockBox> {
  const keys = await derive(passphrase.normalize('NFC'), salt, 64, COST)
  const key = keys.subarray(0, 32)
  const check = createHmac('sha256', keys.subarray(32)).update(MAGIC).update(salt).digest()
  return {
    head: Buffer.concat([MAGIC, salt, check]),
    seal(plain, position) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce(position))
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, position) {
      if (sealed.length < TAG) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(position))
      decipher.setAuthTag(sealed.subarray(-TAG))
      const plain = decipher.update(sealed.subarray(0, -TAG))
      try {
        return Buffer.concat([plain, decipher.final()])
      } catch {
        return undefined // the only reason that final() has: the tag does not fit
      }
    },
  }
}

/** The box that opens a file with this head, or undefined if the passphrase is not that of the file. */
export async function openLockBox(passphrase: string, head: Buffer): Promise<LockBox | undefined> {
  const box = await lockBox(passphrase, head.subarray(MAGIC.length, MAGIC.length + SALT))
  return box.head.length === head.length && timingSafeEqual(box.head, head) ? box : undefined
}

function nonce(position: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64BE(BigInt(position), 4)
  return bytes
}
