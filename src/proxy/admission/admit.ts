import type { Gateway } from '../../contract/gateway.ts'
import type { Route } from '../../contract/routes.ts'
import { parseId } from '../../domain/access.ts'
import { type Ticket, ticketCookie } from '../../domain/ticket.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { isKey } from '../../wire/websocket.ts'
import { isAffordable, type Price, priceOf } from './offers.ts'
import { isOrigin, isOwnOrigin } from './origin.ts'
import type { RouteTable } from './table.ts'

export type Admitted = {
  readonly route: Route
  readonly ticket: Ticket
  readonly key: string
  /** The sub-protocol to agree to, if the client offered the one we know. */
  readonly protocol: string | undefined
  /** Set where it is for the gateway of the session's host, not for its picture; and what that takes. */
  readonly gateway: Gateway | undefined
  readonly price: Price | undefined
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
  | 'switchedOff'
  | 'noGateway'
  | 'notWebSocket'
  | 'foreignOrigin'

/** What somebody who comes to `/s/<session>/…` brings along. */
export type Knock = {
  readonly session: string
  readonly token: string
  /** Which stream of the container it is for; undefined for what its host's gateway gives. */
  readonly stream: 'rfb' | 'tcp' | undefined
  /** What it takes to get this from the gateway of the session's host; undefined for a stream. */
  readonly price: Price | undefined
  readonly key: string
  readonly protocol: string | undefined
  /** What is wrong with the request itself, for those to know who have a good ticket. */
  readonly flaw: 'notWebSocket' | 'foreignOrigin' | undefined
  /** Of a WebSocket whose page has another host's name: what shows that the page is ours all the same. */
  readonly proof: string | undefined
}

/** Reads a request for `/s/<session>/…`. What is returned outlives the lent `fields`. */
export function readKnock(path: string, head: RequestHead, fields: Fields): Knock | Denial {
  const [, id = '', what = '', rest] = PLACE.exec(path) ?? []
  const session = parseId(id)
  const stream = rest === undefined && (what === 'rfb' || what === 'tcp') ? what : undefined
  const price = stream ? undefined : priceOf(what, head)
  if (session === undefined || (!stream && price === undefined)) return 'notFound'
  const token = cookieIn(fields, ticketCookie(session))
  if (token === undefined) return 'noTicket'
  const key = fields.get('sec-websocket-key')
  const protocol = protocolIn(fields)
  const flaw = stream || head.websocket ? flawOfUpgrade(head, fields) : flawOfRequest(head, fields)
  const proof = flaw === 'foreignOrigin' && head.websocket ? proofIn(head, fields) : undefined
  return { session, token, stream, price, key: isKey(key) ? key : '', protocol, flaw, proof }
}

const PLACE = /^\/s\/([0-9a-fA-F-]{32,36})\/([a-z]+)(\/.*)?$/

export function flawOfUpgrade(head: RequestHead, fields: Fields): Knock['flaw'] {
  const version = fields.get('sec-websocket-version')
  if (!head.websocket || !isKey(fields.get('sec-websocket-key')) || version !== '13') {
    return 'notWebSocket'
  }
  return isOwnOrigin(fields.get('origin'), head.host) ? undefined : 'foreignOrigin'
}

/** Browsers say nothing of the site that opens a WebSocket but its Origin. */
function proofIn({ target }: RequestHead, fields: Fields): string | undefined {
  const cut = target.indexOf('?')
  if (cut < 0 || !isOrigin(fields.get('origin'))) return undefined
  return new URLSearchParams(target.slice(cut + 1)).get('page') ?? undefined
}

/** A browser says where a request comes from that changes something, and not always for one that reads. */
function flawOfRequest({ method, host }: RequestHead, fields: Fields): Knock['flaw'] {
  const origin = fields.get('origin')
  if (origin === undefined && (method === 'GET' || method === 'HEAD')) return undefined
  const site = fields.get('sec-fetch-site')
  const own =
    site === undefined ? isOwnOrigin(origin, host) : site === 'same-origin' && isOrigin(origin)
  return own ? undefined : 'foreignOrigin'
}

/**
 * Decides from what this worker knows: it asks nobody and opens nothing. Who comes without a good ticket
 * learns nothing about the session, not even whether it exists.
 */
export function admit(knock: Knock, table: RouteTable, now: number): Admitted | Denial {
  const { session, token, stream, price, key, protocol, flaw, proof } = knock
  if (!table.ready) return 'notReady'
  const ticket = table.tickets.check(token, now)
  if (ticket === 'expired') return 'expiredTicket'
  if (typeof ticket === 'string') return 'badTicket'
  if (ticket.session !== session) return 'otherSession'
  const shown = proof !== undefined && table.tickets.isPageOf(ticket, proof)
  if (flaw && !shown) return flaw
  const route = table.route(session)
  if (!route) return 'sessionGone'
  if (!route.logins.includes(ticket.login)) return 'signedOut'
  if (stream && stream !== (route.upstream?.kind ?? 'rfb')) return 'notFound'
  if (price === undefined) return { route, ticket, key, protocol, price, gateway: undefined }
  if (!isAffordable(price, route)) return 'switchedOff'
  const gateway = table.gateway(route)
  return gateway ? { route, ticket, key, protocol, price, gateway } : 'noGateway'
}

/** A manager signed a ticket for what this worker does not know of: gone, or so new that its news is on the way. */
export function isAhead(verdict: Admitted | Denial): boolean {
  return verdict === 'sessionGone' || verdict === 'signedOut'
}

function protocolIn(fields: Fields): string | undefined {
  const offered = fields.get('sec-websocket-protocol')?.split(',') ?? []
  return offered.map((name) => name.trim()).find((name) => name === 'binary')
}

/** The cookie's value; undefined where it is absent or there twice, since one of them is not ours. */
export function cookieIn(fields: Fields, name: string): string | undefined {
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
