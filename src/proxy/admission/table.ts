import type { Gateway } from '../../contract/gateway.ts'
import type { Route, RouteSnapshot } from '../../contract/routes.ts'
import { CLOSE } from '../../wire/websocket.ts'
import { isAffordable, type Price } from './offers.ts'
import { TicketDesk } from './tickets.ts'
import { VisitDesk } from './visits.ts'

/** A live connection to a session, opened by one sign-in. */
export interface Tunnel {
  readonly session: string
  readonly login: string
  /** What it takes to have it, beyond seeing the screen. */
  readonly price?: Price | undefined
  close(code: number, reason: string): void
}

/** Waits for news that a session is known. */
export interface Early {
  heed(): void
}

/** What this worker knows of sessions: the last snapshot, whole, and the tunnels it allows. */
export class RouteTable {
  readonly tickets = new TicketDesk()
  readonly visits = new VisitDesk()
  /** Who waits for the next snapshot. */
  readonly early = new Set<Early>()
  readonly #tunnels = new Set<Tunnel>()
  /** How many of them each session has. */
  readonly #counts = new Map<string, number>()
  readonly #used = new Set<string>()
  #routes = new Map<string, Route>()
  #gateways: Readonly<Record<string, Gateway>> = {}
  #ready = false
  /** The manager's time less the monotonic clock's; what this host takes for the time does not count. */
  #ahead: number | undefined

  /** Whether a manager has told us anything yet. */
  get ready(): boolean {
    return this.#ready
  }

  get tunnels(): number {
    return this.#tunnels.size
  }

  tunnelsOf(session: string): number {
    return this.#counts.get(session) ?? 0
  }

  /** Milliseconds since 1970, by the manager's clock. */
  now(): number {
    return this.#ahead === undefined ? Date.now() : Math.round(performance.now() + this.#ahead)
  }

  route(session: string): Route | undefined {
    return this.#routes.get(session)
  }

  /** Of the agent that has the session; undefined where it has told of none. */
  gateway({ agent }: Route): Gateway | undefined {
    return agent === undefined ? undefined : this.#gateways[agent]
  }

  /** From here on the new snapshot counts; tunnels that it does not allow are closed, who was early is heard. */
  replace(snapshot: RouteSnapshot) {
    this.tickets.replaceKeys(snapshot.ticketKeys)
    this.visits.replaceKey(snapshot.visitKey)
    this.#routes = new Map(snapshot.sessions.map((route) => [route.session, route]))
    this.#gateways = snapshot.gateways ?? {}
    this.#ready = true
    this.#ahead = snapshot.time === undefined ? undefined : snapshot.time - performance.now()
    for (const tunnel of [...this.#tunnels]) {
      const route = this.#routes.get(tunnel.session)
      if (!route) tunnel.close(CLOSE.sessionEnded, 'The session ended')
      else if (!route.logins.includes(tunnel.login)) {
        tunnel.close(CLOSE.loginEnded, 'The sign-in ended')
      } else if (tunnel.price && !isAffordable(tunnel.price, route)) {
        tunnel.close(CLOSE.switchedOff, 'It was switched off')
      }
    }
    for (const one of [...this.early]) one.heed()
  }

  /** Somebody typed or pointed in a session. */
  use(session: string) {
    this.#used.add(session)
  }

  /** The sessions that were used since this was asked last. */
  takeUsed(): string[] {
    const used = [...this.#used]
    this.#used.clear()
    return used
  }

  add(tunnel: Tunnel) {
    if (this.#tunnels.has(tunnel)) return
    this.#tunnels.add(tunnel)
    this.#counts.set(tunnel.session, this.tunnelsOf(tunnel.session) + 1)
  }

  remove(tunnel: Tunnel) {
    if (!this.#tunnels.delete(tunnel)) return
    const left = this.tunnelsOf(tunnel.session) - 1
    if (left > 0) this.#counts.set(tunnel.session, left)
    else this.#counts.delete(tunnel.session)
  }
}
