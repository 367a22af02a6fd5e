import type { Route } from '../../contract/routes.ts'
import type { Visit } from '../../domain/visit.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { rewriteRequest } from '../../wire/http1-rewrite.ts'
import type { RouteTable, Tunnel } from '../admission/table.ts'
import { answers } from '../door/answers.ts'
import type { Client, Guard } from '../door/client.ts'
import type { Destination } from '../door/exchange.ts'
import type { Limits } from '../door/limits.ts'
import { foreignCookies, reworded, UNSAYABLE } from './container-words.ts'
import type { Pool } from './pool.ts'
import { type Target, Upstream, type UpstreamUser } from './upstream.ts'

/** Where in a session's container, and in which folder of its origin, a request is. */
export type Place = {
  readonly session: string
  /** Without the root. */
  readonly path: string
  /** What stands before every path where sessions share an origin; else empty. */
  readonly root: string
}

/**
 * One request of a browser to the web server of a session's container, answered or upgraded. It counts as a
 * tunnel from its first byte to its last: it ends with the sign-in and the session.
 */
export class SessionCall implements Destination, Tunnel, Guard {
  readonly says = {
    away: answers.containerAway,
    broke: answers.containerBroke,
    slow: answers.containerSlow,
  }
  /** What is too large for a container is for it to say. */
  readonly bodyBytes = Number.POSITIVE_INFINITY
  readonly outlives = true
  readonly unsayable: readonly string[]
  readonly added: string
  readonly session: string
  readonly login: string
  readonly #route: Route
  readonly #place: Place
  readonly #host: string
  readonly #table: RouteTable
  readonly #limits: Limits
  readonly #pool: Pool
  #client: Client | undefined

  constructor(
    route: Route,
    visit: Visit,
    place: Place,
    { host }: RequestHead,
    table: RouteTable,
    limits: Limits,
    pool: Pool,
  ) {
    this.session = route.session
    this.login = visit.login
    this.unsayable = route.upstream?.authorization === undefined ? UNSAYABLE : UNSAYABLE_LOCKED
    this.added = `Content-Security-Policy: frame-ancestors ${visit.page}\r\n`
    this.#route = route
    this.#place = place
    this.#host = host
    this.#table = table
    this.#limits = limits
    this.#pool = pool
  }

  get guard(): Guard {
    return this
  }

  acquire(user: UpstreamUser, reuse: boolean): Upstream {
    const waiting = reuse ? this.#pool.take(this.#key) : undefined
    if (!waiting) return new Upstream(user, [targetOf(this.#route)], this.#limits.connect)
    waiting.user = user
    return waiting
  }

  release(upstream: Upstream) {
    this.#pool.give(this.#key, upstream)
  }

  /** A page that could not be had is no use of the session. */
  reword(status: number, fields: Fields): string {
    if (status < 400) this.#table.use(this.session)
    return reworded(fields, this.#host, this.#place.root)
  }

  heard(bytes: Buffer) {
    if (!isControl(bytes)) this.#table.use(this.session)
  }

  entered(client: Client) {
    this.#client = client
    this.#table.add(this)
  }

  left() {
    this.#client = undefined
    this.#table.remove(this)
  }

  /** There is no place for a word in the middle of an answer or of a frame, so the connection is cut. */
  close() {
    this.#client?.terminate()
  }

  /** Connections are of a session, not of an address, which the next container may have. */
  get #key(): string {
    return this.#route.session
  }
}

const UNSAYABLE_LOCKED: readonly string[] = [...UNSAYABLE, 'www-authenticate']

function targetOf({ host: hostname, port, upstream }: Route): Target {
  if (upstream?.kind !== 'https') return { hostname, port, tls: false }
  return { hostname, port, tls: { fingerprint: upstream.fingerprint } }
}

/** Small frames of a WebSocket that nobody sends by hand: close, ping, pong. */
function isControl(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x88) === 0x88 && bytes.length < 132
}

/** The head for the container: nothing in it that is between the browser and us, and what opens the container. */
export function headForContainer(
  head: RequestHead,
  { path, root }: Place,
  query: string,
  fields: Fields,
  added: string,
  authorization: string | undefined,
): Buffer {
  const cookies = foreignCookies(fields)
  const hopFields = [...head.hopFields, 'cookie', ...(authorization ? ['authorization'] : [])]
  const lines =
    added +
    (root === '' ? '' : `X-Forwarded-Prefix: ${root}\r\n`) +
    (cookies === undefined ? '' : `Cookie: ${cookies}\r\n`) +
    (authorization ? `Authorization: ${authorization}\r\n` : '')
  return rewriteRequest({ ...head, hopFields }, path + query, fields, lines)
}
