import { createPublicKey } from 'node:crypto'
import { parseClaim, verifyClaim } from '../../contract/signature.ts'
import type { Db } from '../../db/client.ts'
import { findHost, type Host } from '../../db/hosts.ts'
import { SignedOut } from '../../errors.ts'
import { sameSecret } from '../secrets.ts'
import { readText } from '../web/form.ts'
import { pathOf } from '../web/request.ts'

/** A check-in of a host with many sessions and images. */
const MAX_HOST_BODY = 8 * 1024 * 1024

/** A host is not believed, perhaps because of the time: it is told ours. */
export class BadSignature extends SignedOut {}

/** Who signed this request, and its body as it was signed; BadSignature where it does not hold. */
export async function authenticateHost(
  db: Db,
  request: Request,
  now: number,
): Promise<{ host: Host; body: string }> {
  const claim = parseClaim(request.headers.get('authorization'))
  const host = claim && (await findHost(db, claim.host))
  const body = await readText(request, MAX_HOST_BODY)
  if (!claim || !host) throw new BadSignature((t) => t.reasons.badSignature)
  const { path, query } = pathOf(request)
  const signed = { method: request.method, path: `${path}${query}`, body }
  if (!verifyClaim(signed, claim, createPublicKey(host.publicKey), now)) {
    throw new BadSignature((t) => t.reasons.badSignature)
  }
  return { host, body }
}

/** The body of a host that shows the manager token; SignedOut where it does not. */
export async function authenticateToken(
  request: Request,
  token: string,
): Promise<{ body: string }> {
  const body = await readText(request, MAX_HOST_BODY)
  const given = request.headers.get('authorization') ?? ''
  if (!sameSecret(given, `Bearer ${token}`)) throw new SignedOut((t) => t.reasons.badToken)
  return { body }
}
