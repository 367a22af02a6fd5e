import type { Fields } from '../../wire/http1-head.ts'
import { isAuthority, type RequestHead } from '../../wire/http1-request.ts'
import { addressIn } from './ip.ts'
import type { Networks } from './networks.ts'

/** As much of what nobody believes is kept for the log. */
const CLAIM_LIMIT = 200

/** What a request says of where it came from before it came to us. */
type Claims = {
  /** All of X-Forwarded-For, nearest last. */
  addresses: string | undefined
  proto: string | undefined
  host: string | undefined
  /** All of Forwarded (RFC 7239), nearest last. */
  forwarded: string | undefined
}

/** What of it is believed. */
export type Believed = {
  readonly address: string
  /** Undefined: nobody who is believed has said. */
  readonly secure?: boolean | undefined
  readonly host?: string | undefined
}

/** What a connection knows of who asks. */
export interface Asker {
  readonly peer: string
  readonly trusted: boolean
  claimed: string | undefined
  heed(believed: Believed): void
}

/**
 * Tells the asker who it is by what the request at hand says and what of that is believed. Returns the head, for the
 * host that the browser named.
 */
export function hear(
  asker: Asker,
  head: RequestHead,
  fields: Fields,
  trusted: Networks,
): RequestHead {
  const claims = claimsIn(fields)
  asker.claimed = asker.trusted ? undefined : claims && claimedAddress(claims)
  if (!asker.trusted) return head
  const believed: Believed = claims ? believe(claims, asker.peer, trusted) : { address: asker.peer }
  asker.heed(believed)
  return believed.host === undefined ? head : { ...head, host: believed.host }
}

/** Undefined where nothing is said, as by browsers. */
function claimsIn(fields: Fields): Claims | undefined {
  let claims: Claims | undefined
  for (let field = 0; field < fields.count; field++) {
    const name = fields.names[field]
    if (name !== 'x-forwarded-' && name !== 'forwarded') continue
    claims ??= { addresses: undefined, proto: undefined, host: undefined, forwarded: undefined }
    const value = fields.value(field)
    if (name === 'forwarded') claims.forwarded = joined(claims.forwarded, value)
    else if (fields.isNamed(field, 'x-forwarded-for')) {
      claims.addresses = joined(claims.addresses, value)
    } else if (fields.isNamed(field, 'x-forwarded-proto')) claims.proto = lastOf(value)
    else if (fields.isNamed(field, 'x-forwarded-host')) claims.host = lastOf(value)
  }
  return claims
}

/** The address that is claimed, for a log. */
function claimedAddress({ addresses, forwarded }: Claims): string | undefined {
  return (addresses ?? forwarded)?.slice(0, CLAIM_LIMIT)
}

/**
 * What a trusted `peer` says of whom it speaks for. Each proxy adds at the end whom it got the request from, so
 * the client is the first from there who is no trusted proxy; what stands before that the client may have
 * written itself. So may either of the two forms, where the proxies write the other alone: when they name
 * different clients, neither is believed.
 */
export function believe(claims: Claims, peer: string, trusted: Networks): Believed {
  const elements = claims.forwarded === undefined ? undefined : elementsOf(claims.forwarded)
  const nothing = { address: peer }
  if (claims.forwarded !== undefined && !elements) return nothing
  const listed = claims.addresses?.split(',').map((entry) => entry.trim())
  const byElement =
    elements &&
    outermost(
      elements.map(({ of }) => of ?? ''),
      peer,
      trusted,
    )
  const byList = listed && outermost(listed, peer, trusted)
  if (byElement && byList && byElement.address !== byList.address) return nothing
  // Of the proxy that the client came to; of the nearest, where nobody says who that was.
  const element = byElement && (elements?.[byElement.at] ?? elements?.at(-1))
  const host = claims.host ?? element?.host
  return {
    address: (byList ?? byElement)?.address ?? peer,
    secure: isSecure(claims.proto ?? element?.proto),
    host: host !== undefined && isAuthority(host) ? host : undefined,
  }
}

/** The first from the end who is not trusted; where somebody is not named, who did not name him. */
function outermost(entries: readonly string[], peer: string, trusted: Networks) {
  let [address, at] = [peer, entries.length]
  while (at > 0) {
    const named = addressIn(entries[at - 1] ?? '')
    if (named === undefined) break
    address = named
    at--
    if (!trusted.has(named)) break
  }
  return { address, at }
}

/** Traefik has a scheme of its own for WebSockets. */
function isSecure(proto: string | undefined): boolean | undefined {
  switch (proto?.toLowerCase()) {
    case 'https':
    case 'wss':
      return true
    case 'http':
    case 'ws':
      return false
    default:
      return undefined
  }
}

type Element = { of?: string; proto?: string; host?: string }

const PAIR = /[ \t]*([!#$%&'*+\-.^_`|~\w]+)=(?:([!#$%&'*+\-.^_`|~\w]+)|"((?:[^"\\]|\\.)*)")[ \t]*/y

/** The elements of `Forwarded`, all of them or none: half of a quotation may hide what follows it. */
function elementsOf(value: string): Element[] | undefined {
  const elements: Element[] = []
  let element: Element = {}
  PAIR.lastIndex = 0
  while (true) {
    const from = PAIR.lastIndex
    const [, name = '', token, quoted = ''] = PAIR.exec(value) ?? []
    if (name === '') return undefined
    const said = token ?? quoted.replaceAll(/\\(.)/g, '$1')
    if (!note(element, name.toLowerCase(), said)) return undefined
    const end = PAIR.lastIndex
    const separator = value[end]
    if (separator !== ';') {
      elements.push(element)
      element = {}
    }
    if (separator === undefined) return elements
    if ((separator !== ';' && separator !== ',') || end <= from) return undefined
    PAIR.lastIndex = end + 1
  }
}

/** False where it says the same thing twice. */
function note(element: Element, name: string, value: string): boolean {
  const key = name === 'for' ? 'of' : name === 'proto' || name === 'host' ? name : undefined
  if (key === undefined) return true
  if (element[key] !== undefined) return false
  element[key] = value
  return true
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before},${value}`
}

/** What the nearest proxy says. */
function lastOf(value: string): string {
  return value.slice(value.lastIndexOf(',') + 1).trim()
}
