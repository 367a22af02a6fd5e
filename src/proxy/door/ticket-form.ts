import type { Denial } from '../admission/admit.ts'
import { isWeb } from '../admission/admit-visit.ts'
import { isOrigin } from '../admission/origin.ts'
import type { Early, RouteTable } from '../admission/table.ts'
import { type Answer, answers } from './answers.ts'
import type { Client, Occupant } from './client.ts'
import type { Limits } from './limits.ts'

/** The form's two fields; a ticket is below 400 bytes. */
export const ENTRY_LIMIT = 4096

/** How it ended: what the browser is to show from now on, and where what the container serves begins. */
export type Entry = { readonly visit: string; readonly start: string; readonly page: string }

/**
 * A browser that hands in its ticket, in the body of a form, for a visit of what a container serves. One that is
 * ahead of the news of its session waits for it, for a moment.
 */
export class TicketForm implements Occupant, Early {
  readonly #client: Client
  readonly #session: string
  readonly #table: RouteTable
  readonly #limits: Limits
  readonly #settle: (end: Entry | Answer) => void
  readonly #since = performance.now()
  #left: number
  #body: Buffer[] = []
  #timer: Timer | undefined

  /** `length` is that of the body; `settle` is called once, with the client free for an answer. */
  constructor(
    client: Client,
    session: string,
    length: number,
    table: RouteTable,
    limits: Limits,
    settle: (end: Entry | Answer) => void,
  ) {
    this.#client = client
    this.#session = session
    this.#left = length
    this.#table = table
    this.#limits = limits
    this.#settle = settle
    client.occupy(this)
  }

  fromClient(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#left)
    if (part.length === 0) return 0
    this.#body.push(part)
    this.#left -= part.length
    if (this.#left === 0) this.#look(true)
    return part.length
  }

  heed() {
    this.#look(true)
  }

  clientEnded() {
    this.#leave()
    this.#client.finish()
  }

  clientGone() {
    this.#leave()
  }

  check(now: number) {
    if (this.#left > 0 && now - this.#since > this.#limits.body) this.#end(answers.slowHead)
  }

  retire() {
    this.#end(answers.denied.notReady)
  }

  #look(patient: boolean) {
    const verdict = this.#judge()
    const { early } = this.#table
    if (typeof verdict !== 'string') return this.#end(verdict)
    const ahead = verdict === 'sessionGone' || verdict === 'signedOut'
    if (!ahead || !patient || early.size >= this.#limits.early) {
      return this.#end(answers.denied[verdict])
    }
    early.add(this)
    this.#timer ??= setTimeout(() => this.#look(false), this.#limits.news)
  }

  #judge(): Entry | Denial {
    const form = new URLSearchParams(Buffer.concat(this.#body).toString('latin1'))
    const page = form.get('page') ?? ''
    const table = this.#table
    if (!table.ready) return 'notReady'
    const ticket = table.tickets.check(form.get('ticket') ?? '', table.now())
    if (ticket === 'expired') return 'expiredTicket'
    if (typeof ticket === 'string' || !isOrigin(page)) return 'badTicket'
    const { session, user, login } = ticket
    if (session !== this.#session) return 'otherSession'
    const route = table.route(session)
    if (!route) return 'sessionGone'
    if (!route.logins.includes(login)) return 'signedOut'
    if (!isWeb(route)) return 'notFound'
    const visit = table.visits.make({ session, user, login, page })
    return visit ? { visit, start: route.upstream?.start ?? '/', page } : 'notReady'
  }

  #end(end: Entry | Answer) {
    this.#leave()
    this.#settle(end)
  }

  #leave() {
    clearTimeout(this.#timer)
    this.#table.early.delete(this)
  }
}
