import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Route, RouteSnapshot } from '../../contract/routes.ts'
import { shortId } from '../../domain/access.ts'
import { signPage, signTicket, type Ticket, ticketCookie } from '../../domain/ticket.ts'
import { signVisit } from '../../domain/visit.ts'
import { FrontDoor } from '../door/door.ts'
import { LIMITS, type Limits } from '../door/limits.ts'
import type { Listening } from '../door/listening.ts'
import type { Ledger } from '../record/ledger.ts'

const ISSUER = generateKeyPairSync('ed25519')
const PUBLIC_KEY = ISSUER.publicKey.export({ type: 'spki', format: 'pem' }).toString()

const VISIT_KEY = randomBytes(32)

/** A front door on a free port, in this process. */
export function openDoor(
  limits: Partial<Limits> = {},
  listening: Partial<Listening> = {},
  ledger?: Ledger,
): FrontDoor {
  const where = { hostname: '127.0.0.1', port: 0, ...listening }
  return new FrontDoor(where, { ...LIMITS, ...limits }, ledger)
}

export function snapshot(parts: Partial<RouteSnapshot> = {}): RouteSnapshot {
  const keys = { ticketKeys: [PUBLIC_KEY], visitKey: VISIT_KEY.toString('base64url') }
  return { version: 1, ...keys, managers: [], sessions: [], ...parts }
}

/** What a browser of the route's owner shows where sessions share a port, as a cookie. */
export function visitFor({ session, user, logins: [login = ''] }: Route, key = VISIT_KEY): string {
  const visit = signVisit({ session, user, login, page: 'https://desk.example' }, key)
  return `__Secure-casement-visit-${shortId(session)}=${visit}`
}

export function routeTo(port: number, parts: Partial<Route> = {}): Route {
  return {
    session: randomUUID(),
    user: randomUUID(),
    host: '127.0.0.1',
    port,
    password: 'password',
    logins: [randomUUID()],
    ...parts,
  }
}

/** `name=value` as a browser of the route's owner sends it. */
export function ticketFor(
  route: Route,
  parts: Partial<Ticket> = {},
  key = ISSUER.privateKey,
): string {
  const ticket: Ticket = {
    session: route.session,
    user: route.user,
    login: route.logins[0] ?? randomUUID(),
    rights: 'control',
    expires: Date.now() + 60_000,
    ...parts,
  }
  return `${ticketCookie(route.session)}=${signTicket(ticket, key)}`
}

/** What a page of ours shows for the first sign-in of the route. */
export function proofFor({ session, logins: [login = ''] }: Route, key = ISSUER.privateKey) {
  return signPage(session, login, key)
}

/** A client that sends what it is told to, byte for byte, and keeps what comes back. */
export class RawClient implements Disposable {
  readonly socket: Socket
  readonly closed: Promise<void>
  #received: Buffer[] = []
  #changed = Promise.withResolvers<void>()

  constructor(port: number, socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })) {
    this.socket = socket
    this.socket.on('data', (bytes: Buffer) => {
      this.#received.push(bytes)
      this.#tell()
    })
    this.socket.on('error', () => this.#tell())
    this.closed = new Promise((resolve) => {
      const over = () => {
        resolve()
        this.#tell()
      }
      this.socket.on('end', over)
      this.socket.on('close', over)
    })
  }

  get text(): string {
    this.#received = [Buffer.concat(this.#received)]
    return this.#received[0]?.toString('latin1') ?? ''
  }

  send(bytes: string | Uint8Array): this {
    if (typeof bytes === 'string') this.socket.write(bytes, 'latin1')
    else this.socket.write(bytes)
    return this
  }

  /** What came, once it satisfies; fails where the connection ends before. */
  async until(satisfies: (text: string) => boolean): Promise<string> {
    let over = false
    void this.closed.then(() => {
      over = true
    })
    while (!satisfies(this.text)) {
      if (over) throw new Error(`Closed after ${JSON.stringify(this.text.slice(0, 500))}`)
      this.#changed = Promise.withResolvers<void>()
      await this.#changed.promise
    }
    return this.text
  }

  /** All that came until the other side closed. */
  async all(): Promise<string> {
    await this.closed
    return this.text
  }

  [Symbol.dispose]() {
    this.socket.destroy()
  }

  #tell() {
    this.#changed.resolve()
  }
}

/** One connection, one message, everything that comes back until the door closes. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  using client = new RawClient(port)
  return await client.send(bytes).all()
}
