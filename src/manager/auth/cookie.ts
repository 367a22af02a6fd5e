import { createHash, randomBytes } from 'node:crypto'
import { LOGIN_LIFETIME_MS } from '../../db/logins.ts'

/**
 * `__Host-`: only ever set by this host over TLS, for all of it, so a sibling host or a session's own
 * web content cannot toss one in. SameSite=Lax, not Strict: a link from a mail then opens signed in,
 * and nothing changes on a GET; what changes something is held by the origin check as well.
 */
const NAME = '__Host-casement'
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax'

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The token of our cookie; undefined where there is none, more than one, or it has another form. */
export function readToken(headers: Headers): string | undefined {
  const ours = (headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
  const token = ours[0]?.slice(NAME.length + 1)
  return ours.length === 1 && token && /^[\w-]{43}$/.test(token) ? token : undefined
}

export function setCookie(token: string): string {
  return `${NAME}=${token}; ${ATTRIBUTES}; Max-Age=${LOGIN_LIFETIME_MS / 1000}`
}

export function clearCookie(): string {
  return `${NAME}=; ${ATTRIBUTES}; Max-Age=0`
}
