import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { parseId } from '../domain/access.ts'

/**
 * How a host says who it is: `Authorization: Casement <host id>.<ms since 1970>.<signature>`, Ed25519
 * over method, path with query, time and SHA-256 of the body. One host's key cannot speak for another.
 */
const SCHEME = 'Casement '

/** A request is believed for this long, either way. */
export const SIGNATURE_LEEWAY_MS = 60_000

export type SignedRequest = {
  readonly method: string
  /** With its query, as sent. */
  readonly path: string
  readonly body: string
}

export function signRequest(
  request: SignedRequest,
  host: string,
  key: KeyObject,
  now: number,
): string {
  const signature = sign(null, signedBytes(request, host, now), key)
  return `${SCHEME}${host}.${now}.${signature.toString('base64url')}`
}

/** Whether this is what `verifyClaim` needs of a host: an Ed25519 public key, SPKI PEM. */
export function isHostKey(pem: string): boolean {
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) return false
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519'
  } catch {
    return false // what it is instead does not matter
  }
}

export type Claim = { readonly host: string; readonly time: number; readonly signature: Buffer }

/** What the header claims. Nothing of it is to be believed before `verifyClaim`. */
export function parseClaim(header: string | null): Claim | undefined {
  if (!header?.startsWith(SCHEME)) return undefined
  const [id = '', time = '', signature = '', more] = header.slice(SCHEME.length).split('.')
  const host = parseId(id)
  if (!host || !/^\d{13}$/.test(time) || !signature || more !== undefined) return undefined
  return { host, time: Number(time), signature: Buffer.from(signature, 'base64url') }
}

export function verifyClaim(
  request: SignedRequest,
  claim: Claim,
  key: KeyObject,
  now: number,
): boolean {
  if (Math.abs(now - claim.time) > SIGNATURE_LEEWAY_MS) return false
  return verify(null, signedBytes(request, claim.host, claim.time), key, claim.signature)
}

function signedBytes({ method, path, body }: SignedRequest, host: string, time: number): Buffer {
  const digest = createHash('sha256').update(body).digest('hex')
  return Buffer.from(`casement request\n${host}\n${time}\n${method}\n${path}\n${digest}`)
}
