import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseId, shortId } from './access.ts'

/**
 * What one browser shows at the origin of what a session's container serves, in the place of the ticket that it
 * came with: made by a front door, known to all of them. It holds as long as the sign-in and the session do.
 */
export type Visit = {
  readonly session: string
  readonly user: string
  readonly login: string
  /** Origin of our own page that shows it; others may not. */
  readonly page: string
}

export function signVisit({ session, user, login, page }: Visit, key: Buffer): string {
  const payload = [shortId(session), shortId(user), shortId(login), page].join(',')
  return `${Buffer.from(payload).toString('base64url')}.${mac(payload, key).toString('base64url')}`
}

/** Undefined where we did not make it. */
export function readVisit(token: string, key: Buffer): Visit | undefined {
  const [encoded, signature, rest] = token.split('.')
  if (!encoded || !signature || rest !== undefined || token.length > 1024) return undefined
  const payload = Buffer.from(encoded, 'base64url').toString('latin1')
  const given = Buffer.from(signature, 'base64url')
  const right = mac(payload, key)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const [session = '', user = '', login = '', page, more] = payload.split(',')
  const ids = { session: parseId(session), user: parseId(user), login: parseId(login) }
  if (!ids.session || !ids.user || !ids.login || !page || more !== undefined) return undefined
  return { session: ids.session, user: ids.user, login: ids.login, page }
}

function mac(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`casement visit\n${payload}`, 'latin1').digest()
}

/** Cookies of ours, whatever their prefix: none of them ever reaches a container, and none is set by one. */
export function isOurCookie(name: string): boolean {
  return /^(__(host|secure)-)?casement/i.test(name.trim())
}
