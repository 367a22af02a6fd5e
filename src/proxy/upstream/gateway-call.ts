import type { Gateway } from '../../contract/gateway.ts'
import { parseDigits } from '../../wire/bytes.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { rewriteRequest } from '../../wire/http1-rewrite.ts'
import type { Admitted } from '../admission/admit.ts'
import type { Price } from '../admission/offers.ts'
import type { RouteTable, Tunnel } from '../admission/table.ts'
import { answers } from '../door/answers.ts'
import type { Client, Guard } from '../door/client.ts'
import type { Destination } from '../door/exchange.ts'
import type { Limits } from '../door/limits.ts'
import type { NormalPath } from '../door/path.ts'
import { Upstream, type UpstreamUser } from './upstream.ts'

/** Of the browser, for us alone. */
const PRIVATE = ['cookie', 'authorization']

/**
 * Whatever a host says, it cannot act in our name: what comes from there is never a page of ours. It sets no
 * cookies, sends nobody elsewhere, and announces neither workers, services nor rights.
 */
const SAYABLE = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-range',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'retry-after',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'vary',
]
/** What is sent has a length that the server of an agent cannot say in the usual way. */
const LENGTH = 'x-casement-length'

const ADDED =
  "Content-Security-Policy: sandbox; default-src 'none'\r\n" +
  'X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n'

/**
 * One request of a browser to the gateway of its session's host. It counts as a tunnel from its first
 * byte to its last, whether it is answered or upgraded: it ends with the sign-in, the session and the ability.
 */
export class GatewayCall implements Destination, Tunnel, Guard {
  readonly says = {
    away: answers.gatewayAway,
    broke: answers.gatewayBroke,
    slow: answers.gatewaySlow,
  }
  /** Files may be large; what is too large for a session is for its disk to say. */
  readonly bodyBytes = Number.POSITIVE_INFINITY
  readonly outlives = true
  readonly sayable = SAYABLE
  readonly added = ADDED
  readonly session: string
  readonly login: string
  readonly price: Price | undefined
  readonly #gateway: Gateway
  readonly #table: RouteTable
  readonly #limits: Limits
  #client: Client | undefined

  constructor(
    { route, ticket, price }: Admitted,
    gateway: Gateway,
    table: RouteTable,
    limits: Limits,
  ) {
    this.session = route.session
    this.login = ticket.login
    this.price = price
    this.#gateway = gateway
    this.#table = table
    this.#limits = limits
  }

  get guard(): Guard {
    return this
  }

  acquire(user: UpstreamUser): Upstream {
    const { host: hostname, port } = this.#gateway
    return new Upstream(user, [{ hostname, port, tls: false }], this.#limits.connect)
  }

  release(upstream: Upstream) {
    upstream.destroy()
  }

  /** The head as it was kept, with the key that opens the gateway. */
  unlock(kept: Buffer): Buffer {
    const key = `Authorization: Bearer ${this.#gateway.key}\r\n\r\n`
    return Buffer.concat([kept.subarray(0, -2), Buffer.from(key)])
  }

  entered(client: Client) {
    this.#client = client
    this.#table.add(this)
  }

  left() {
    this.#client = undefined
    this.#table.remove(this)
  }

  promisedLength(fields: Fields): number | undefined {
    const length = fields.find(LENGTH)
    return length === undefined ? undefined : parseDigits(length)
  }

  /** There is no place for a word in the middle of an answer, so the connection is cut. */
  close() {
    this.#client?.terminate()
  }
}

/** The head for the gateway, to be kept: nothing in it that is between the browser and us. */
export function headForGateway(
  head: RequestHead,
  { path, query }: NormalPath,
  fields: Fields,
  requestId: string,
): Buffer {
  const hopFields = [...head.hopFields, ...PRIVATE]
  // That of a WebSocket is for us: what shows that the page is ours.
  const target = head.websocket ? path : path + query
  const id = `X-Request-Id: ${requestId}\r\n`
  return Buffer.from(rewriteRequest({ ...head, hopFields }, target, fields, id))
}
