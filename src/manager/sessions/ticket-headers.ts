import type { KeyObject } from 'node:crypto'
import type { Person } from '../../domain/access.ts'
import { signTicket, TICKET_SECONDS, ticketCookie } from '../../domain/ticket.ts'

/** The cookie that opens a session to this sign-in, for a minute. */
export function ticketHeaders(
  session: string,
  { userId: user, loginId: login }: Person,
  now: number,
  key: KeyObject,
) {
  const expires = now + TICKET_SECONDS * 1000
  const ticket = signTicket({ session, user, login, rights: 'control', expires }, key)
  const attributes = `Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${TICKET_SECONDS}`
  return { 'set-cookie': `${ticketCookie(session)}=${ticket}; ${attributes}` }
}
