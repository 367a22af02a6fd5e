import {
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomInt,
} from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../db/client.ts'
import {
  findInstallation,
  findPlatformKey,
  type Installation,
  initialise,
  initialPasswordHolds,
} from '../db/installation.ts'
import type { workspaces } from '../db/schema.ts'
import { logger } from '../log.ts'
import { type Sealer, write } from './secrets.ts'

const log = logger('manager')
const GIB = 1024 ** 3
const TICKET_KEY = 'platform key ticket'

/** What an installation offers before anyone has changed it. */
const DEFAULT_WORKSPACES: readonly (typeof workspaces.$inferInsert)[] = [
  {
    kind: 'container',
    name: 'Desktop',
    description: 'A Linux desktop with a terminal, files and an editor.',
    icon: 'monitor',
    tint: 0,
    categories: ['Desktops'],
    image: 'casement/desktop',
    cores: 1,
    memory: 2 * GIB,
    sharedMemory: GIB / 2,
  },
  {
    kind: 'container',
    name: 'Firefox',
    description: 'A web browser that leaves nothing behind.',
    icon: 'globe',
    tint: 1,
    categories: ['Browsers'],
    image: 'casement/firefox',
    cores: 1,
    memory: 2 * GIB,
    sharedMemory: GIB / 2,
  },
  {
    kind: 'container',
    name: 'Desktop deluxe',
    description: 'A desktop with LibreOffice, Firefox, GIMP and a code editor.',
    icon: 'notebook-pen',
    tint: 2,
    categories: ['Desktops'],
    image: 'casement/desktop-deluxe',
    cores: 1,
    memory: 3 * GIB,
    sharedMemory: GIB / 2,
  },
]

export type Boot = {
  readonly installation: Installation
  /** Signs tickets. */
  readonly ticketKey: KeyObject
  /** Ed25519, SPKI PEM, for the proxies. */
  readonly ticketPublicKey: string
  /** What proxies sign visits with, base64url: of the key above, so that all managers say the same. */
  readonly visitKey: string
}

/**
 * Makes what a new installation needs, once; afterwards only reads it. To be called under the
 * first-boot lock, since managers may start together. The administrator's password goes into
 * `<data-dir>/initial-admin-password` (0600) *before* the row exists, so that no crash leaves an
 * account that nobody can enter.
 */
export async function firstBoot(
  db: Db,
  sealer: Sealer,
  dataDir: string,
  hashPassword: (password: string) => Promise<string>,
): Promise<Boot> {
  const passwordFile = join(dataDir, 'initial-admin-password')
  let installation = await findInstallation(db)
  if (!installation) {
    const password = generatePassword()
    write(passwordFile, password)
    const pair = generateKeyPairSync('ed25519')
    const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    installation = await initialise(db, {
      administrator: { username: 'admin', passwordHash: await hashPassword(password) },
      ticketKey: {
        publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        privateKey: sealer.seal(privatePem, TICKET_KEY),
      },
      workspaces: DEFAULT_WORKSPACES,
    })
    log.info(`A new installation. The password of "admin" is in ${passwordFile}`)
  } else if (existsSync(passwordFile) && !(await initialPasswordHolds(db))) {
    rmSync(passwordFile)
  }
  const key = await findPlatformKey(db, 'ticket')
  if (!key) throw new Error('The key that signs tickets is missing from the database')
  const ticketPem = sealer.open(key.privateKey, TICKET_KEY)
  return {
    installation,
    ticketKey: createPrivateKey(ticketPem),
    ticketPublicKey: key.publicKey,
    visitKey: Buffer.from(hkdfSync('sha256', ticketPem, '', 'casement visits', 32)).toString(
      'base64url',
    ),
  }
}

/** 20 letters and digits that cannot be mistaken for each other, in groups of five: 98 bits. */
function generatePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const pick = () => letters[randomInt(letters.length)]
  const group = () => Array.from({ length: 5 }, pick).join('')
  return [group(), group(), group(), group()].join('-')
}
