import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Encrypts what must rest in the database, with a key that never enters it. */
export type Sealer = {
  /** `context` says what it is of (`session <id>`), so that one row's secret cannot stand in another's. */
  seal(plain: string, context: string): Buffer
  /** Throws where it was sealed with another key or for another context, or was changed. */
  open(sealed: Buffer, context: string): string
}

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the ciphertext; the context is authenticated. */
export function createSealer(masterKey: Buffer): Sealer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'casement sealing v1', 32))
  return {
    seal(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, context) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(12, 28))
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString(
        'utf8',
      )
    },
  }
}

export type ManagerSecrets = { readonly sealer: Sealer; readonly token: string }

/** The master key and the manager token: made at the first start, 0600 in `<data-dir>/secrets`. */
export function loadSecrets(
  secretsDir: string,
  configuredToken: string | undefined,
): ManagerSecrets {
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  const master = keep(join(secretsDir, 'master.key'), () => randomBytes(32).toString('base64'))
  const tokenPath = join(secretsDir, 'manager-token')
  const token = configuredToken ?? keep(tokenPath, () => randomBytes(32).toString('base64url'))
  if (configuredToken !== undefined) write(tokenPath, configuredToken)
  return { sealer: createSealer(Buffer.from(master, 'base64')), token }
}

/** Compares in a time that says nothing of where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

/** What a session's RFB server asks for. VncAuth counts 8 characters: 8 of 64 are 48 bits. */
export function sessionPassword(): string {
  return randomBytes(6).toString('base64url')
}

function keep(path: string, make: () => string): string {
  if (!existsSync(path)) write(path, make())
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8').trim()
}

/** Whole or not at all: a crash must not leave half a key. */
export function write(path: string, text: string) {
  const part = `${path}.part`
  writeFileSync(part, `${text}\n`, { mode: 0o600 })
  renameSync(part, path)
}
