import type { Route } from '../contract/routes.ts'
import { parseId } from '../domain/access.ts'
import { type Ticket, ticketCookie } from '../domain/ticket.ts'
import type { Fields } from '../wire/http1-head.ts'
import type { RequestHead } from '../wire/http1-request.ts'
import { isKey } from '../wire/websocket.ts'
import { isOwnOrigin } from './origin.ts'
import type { RouteTable } from './table.ts'

export type Admitted = {
  readonly route: Route
  readonly ticket: Ticket
  readonly key: string
  /** The sub-protocol to agree to, if the client offered the one we know. */
  readonly protocol: string | undefined
}

/** Why somebody is not let in. The words are in the catalogue, by this name. */
export type Denial =
  | 'notFound'
  | 'noTicket'
  | 'badTicket'
  | 'expiredTicket'
  | 'otherSession'
  | 'signedOut'
  | 'sessionGone'
  | 'notReady'
  | 'notWebSocket'
  | 'foreignOrigin'

/** What somebody who comes to `/s/<session>/rfb` brings along. */
export type Knock = {
  readonly session: string
  readonly token: string
  readonly key: string
  readonly protocol: string | undefined
  /** What is wrong with the upgrade itself, for those to know who have a good ticket. */
  readonly flaw: 'notWebSocket' | 'foreignOrigin' | undefined
}

/** Reads a request for `/s/<session>/rfb`. What is returned outlives the lent `fields`. */
export function readKnock(path: string, head: RequestHead, fields: Fields): Knock | Denial {
  const session = sessionOf(path)
  if (session === undefined) return 'notFound'
  const token = cookie(fields, ticketCookie(session))
  if (token === undefined) return 'noTicket'
  const key = fields.get('sec-websocket-key')
  const version = fields.get('sec-websocket-version')
  const about = { session, token, protocol: protocolIn(fields) }
  if (!head.websocket || !isKey(key) || version !== '13') {
    return { ...about, key: '', flaw: 'notWebSocket' }
  }
  const own = isOwnOrigin(fields.get('origin'), head.host)
  return { ...about, key, flaw: own ? undefined : 'foreignOrigin' }
}

/**
 * Decides from what this worker knows: it asks nobody and opens nothing. Who comes without a good ticket
 * learns nothing about the session, not even whether it exists.
 */
export function admit(knock: Knock, table: RouteTable, now: number): Admitted | Denial {
  const { session, token, key, protocol, flaw } = knock
  if (!table.ready) return 'notReady'
  const ticket = table.tickets.check(token, now)
  if (ticket === 'expired') return 'expiredTicket'
  if (typeof ticket === 'string') return 'badTicket'
  if (ticket.session !== session) return 'otherSession'
  if (flaw) return flaw
  const route = table.route(session)
  if (!route) return 'sessionGone'
  if (!route.logins.includes(ticket.login)) return 'signedOut'
  return { route, ticket, key, protocol }
}

/** A manager signed a ticket for what this worker does not know of: gone, or so new that its news is on the way. */
export function isAhead(verdict: Admitted | Denial): boolean {
  return verdict === 'sessionGone' || verdict === 'signedOut'
}

function protocolIn(fields: Fields): string | undefined {
  const offered = fields.get('sec-websocket-protocol')?.split(',') ?? []
  return offered.map((name) => name.trim()).find((name) => name === 'binary')
}

function sessionOf(path: string): string | undefined {
  const id = /^\/s\/([0-9a-fA-F-]{32,36})\/rfb$/.exec(path)?.[1]
  return id === undefined ? undefined : parseId(id)
}

/** The cookie's value; undefined where it is absent or there twice, since one of them is not ours. */
function cookie(fields: Fields, name: string): string | undefined {
  let value: string | undefined
  for (let field = 0; field < fields.count; field++) {
    if (fields.names[field] !== 'cookie') continue
    for (const pair of fields.value(field).split(';')) {
      const cut = pair.indexOf('=')
      if (cut < 0 || pair.slice(0, cut).trim() !== name) continue
      if (value !== undefined) return undefined
      value = pair.slice(cut + 1).trim()
    }
  }
  return value
}
