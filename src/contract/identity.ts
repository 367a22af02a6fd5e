import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Enrolled, type Enrolment } from './enrol.ts'
import { ManagerTime } from './manager-time.ts'
import { type Peer, postWithToken } from './peer.ts'

/** This host's own key pair for one role, made at its first start, in `<secrets>/<role>.key` (0600). */
export function hostKey(secretsDir: string, role: Enrolment['role']): KeyObject {
  const path = join(secretsDir, `${role}.key`)
  if (!existsSync(path)) {
    mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    const part = `${path}.part`
    writeFileSync(part, pem, { mode: 0o600 })
    renameSync(part, path)
  }
  chmodSync(path, 0o600)
  return createPrivateKey(readFileSync(path))
}

/** Makes this host known to the manager, and with it the peer that every later request goes to. */
export async function enrol(
  base: string,
  token: string,
  key: KeyObject,
  about: Omit<Enrolment, 'publicKey'>,
): Promise<{ peer: Peer; installation: string }> {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  const body: Enrolment = { ...about, publicKey }
  const { host, installation } = await postWithToken(
    base,
    token,
    '/internal/v1/enrol',
    body,
    Enrolled,
  )
  return { peer: { base, host, key, time: new ManagerTime() }, installation }
}
