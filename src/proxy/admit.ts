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

/**
 * Decides about `/s/<session>/rfb` from what this worker knows: it asks nobody and opens nothing. Who
 * comes without a good ticket learns nothing about the session, not even whether it exists.
 */
export function admit(
  path: string,
  head: RequestHead,
  fields: Fields,
  table: RouteTable,
  now: number,
): Admitted | Denial {
  const session = sessionOf(path)
  if (session === undefined) return 'notFound'
  const token = cookie(fields, ticketCookie(session))
  if (token === undefined) return 'noTicket'
  if (!table.ready) return 'notReady'
  const ticket = table.tickets.check(token, now)
  if (ticket === 'expired') return 'expiredTicket'
  if (typeof ticket === 'string') return 'badTicket'
  if (ticket.session !== session) return 'otherSession'
  const route = table.route(session)
  if (!route) return 'sessionGone'
  if (!route.logins.includes(ticket.login)) return 'signedOut'
  const key = fields.get('sec-websocket-key')
  const version = fields.get('sec-websocket-version')
  if (!head.websocket || !isKey(key) || version !== '13') return 'notWebSocket'
  if (!isOwnOrigin(fields.get('origin'), head.host)) return 'foreignOrigin'
  const offered = fields.get('sec-websocket-protocol')?.split(',') ?? []
  const protocol = offered.map((name) => name.trim()).find((name) => name === 'binary')
  return { route, ticket, key, protocol }
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
