import { type KeyObject, sign, verify } from 'node:crypto'
import { parseId, shortId } from './access.ts'

/**
 * What lets one browser into one session: signed by a manager, checked by a proxy that asks nobody.
 * It lives for seconds, since the viewer asks for a new one at every connection.
 */
export type Ticket = {
  readonly session: string
  readonly user: string
  /** The sign-in that it was given to: when that ends, so do the tunnels it opened. */
  readonly login: string
  readonly rights: 'control' | 'view'
  /** Milliseconds since 1970. */
  readonly expires: number
}

export const TICKET_SECONDS = 60

/** Clocks of two hosts may differ by this much. */
const LEEWAY_MS = 5_000

export type TicketProblem = 'malformed' | 'forged' | 'expired'

/** `payload.signature`, both base64url; the payload is `session,user,login,rights,expires`. */
export function signTicket(ticket: Ticket, key: KeyObject): string {
  const { session, user, login, rights, expires } = ticket
  const payload = [shortId(session), shortId(user), shortId(login), rights, expires].join(',')
  const signature = sign(null, Buffer.from(`casement ticket\n${payload}`), key)
  return `${Buffer.from(payload).toString('base64url')}.${signature.toString('base64url')}`
}

/**
 * What a page of ours shows beside the ticket where the front door cannot tell so by `Origin` and `Host`, as
 * behind a reverse proxy that asks by another name: pages of other sites cannot read it, and alone it opens
 * nothing. It holds for one session and one sign-in.
 */
export function signPage(session: string, login: string, key: KeyObject): string {
  return sign(null, pagePayload(session, login), key).toString('base64url')
}

export function isPageOf({ session, login }: Ticket, proof: string, key: KeyObject): boolean {
  const signature = Buffer.from(proof, 'base64url')
  return signature.length === 64 && verify(null, pagePayload(session, login), key, signature)
}

function pagePayload(session: string, login: string): Buffer {
  return Buffer.from(`casement page\n${shortId(session)},${shortId(login)}`, 'latin1')
}

/** The ticket, or why it is none. The signature is checked before anything in it is believed. */
export function verifyTicket(token: string, key: KeyObject, now: number): Ticket | TicketProblem {
  const [encoded, signature, rest] = token.split('.')
  if (!encoded || !signature || rest !== undefined || token.length > 1024) return 'malformed'
  const payload = Buffer.from(encoded, 'base64url').toString('latin1')
  const signed = Buffer.from(`casement ticket\n${payload}`, 'latin1')
  if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) return 'forged'
  const [session = '', user = '', login = '', rights, expires = '', more] = payload.split(',')
  const ids = { session: parseId(session), user: parseId(user), login: parseId(login) }
  if (!ids.session || !ids.user || !ids.login || more !== undefined) return 'malformed'
  if (rights !== 'control' && rights !== 'view') return 'malformed'
  if (!/^\d{13}$/.test(expires)) return 'malformed'
  if (Number(expires) + LEEWAY_MS < now) return 'expired'
  return {
    session: ids.session,
    user: ids.user,
    login: ids.login,
    rights,
    expires: Number(expires),
  }
}

/** The cookie that carries the ticket of one session. `__Host-`: ours alone, secure, never tossed. */
export function ticketCookie(session: string): string {
  return `__Host-casement-${shortId(session)}`
}
