import { parseId } from '../../domain/access.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { admitVisit } from '../admission/admit-visit.ts'
import type { RouteTable } from '../admission/table.ts'
import { Pool } from '../upstream/pool.ts'
import { headForContainer, type Place, SessionCall } from '../upstream/session-call.ts'
import { type Form, render, renderRedirect } from './answer-message.ts'
import { type Answer, answers } from './answers.ts'
import type { Client } from './client.ts'
import { Exchange, type Forwarded } from './exchange.ts'
import type { Limits } from './limits.ts'
import type { NormalPath } from './path.ts'
import { ENTRY_LIMIT, TicketForm } from './ticket-form.ts'

/** Ours within what a container serves, at its root. */
const ENTER = '/.casement/enter'
/** Each session's is called as `shortId` says. */
const FOLDERS = '/s/'
const ID_LENGTH = 32
/** Folders that are remembered, of those that were asked for lately. */
const REMEMBERED = 4096

/**
 * Where whatever a container itself serves is: never at the origin of our own pages, but at a host of its own below
 * `domain`, or for all sessions at a port of their own, with a folder for each.
 */
export class SessionSite {
  readonly pool: Pool
  readonly #table: RouteTable
  readonly #limits: Limits
  readonly #suffix: string | undefined
  /** By their folders. */
  readonly #sessions = new Map<string, string>()

  constructor(table: RouteTable, limits: Limits, domain: string | undefined) {
    this.pool = new Pool(limits)
    this.#table = table
    this.#limits = limits
    this.#suffix = domain === undefined || domain === '' ? undefined : `.${domain.toLowerCase()}`
  }

  /** Whether it is for a container, by the port that it came to or the host that it names. */
  claims(client: Client, { host }: RequestHead): boolean {
    return client.ofSessions || this.#named(host) !== undefined
  }

  serve(
    client: Client,
    target: NormalPath,
    head: RequestHead,
    fields: Fields,
    about: Omit<Forwarded, 'head'>,
    form: Form,
  ) {
    const say = (own: Answer, framedBy?: string) => {
      client.trace?.refused(own.status, own.why)
      client.answer(render(own, { ...form, framedBy, path: undefined }), !form.close)
    }
    const lead = (location: string, cookie?: string, close = form.close) => {
      client.trace?.refused(303, 'led')
      client.answer(renderRedirect(location, { ...form, close }, cookie), !close)
    }
    const place = this.#place(head.host, target.path)
    if (!place) return say(answers.notFound)
    const { session, path, root } = place
    if (path === ENTER) return this.#admit(client, place, head, say, lead)
    const verdict = admitVisit(session, cookieOf(place), head, fields, this.#table)
    if (typeof verdict === 'string') return say(answers.denied[verdict])
    const { route, visit } = verdict
    client.trace?.admitted(session, visit.login, visit.user)
    if (path === '') return lead(`${root}/${target.query}`)
    if (path.startsWith('/.casement')) return say(answers.notFound, visit.page)
    if (this.#table.tunnelsOf(session) >= this.#limits.tunnels) {
      return say(answers.crowded, visit.page)
    }
    const call = new SessionCall(route, visit, place, head, this.#table, this.#limits, this.pool)
    const added =
      `X-Forwarded-For: ${client.address}\r\n` +
      `X-Forwarded-Proto: ${client.secure ? 'https' : 'http'}\r\n` +
      `X-Forwarded-Host: ${head.host}\r\n` +
      `X-Request-Id: ${about.requestId}\r\n` +
      (head.host === '' ? 'Host: localhost\r\n' : '')
    const { authorization } = route.upstream ?? {}
    const sent = headForContainer(head, place, target.query, fields, added, authorization)
    const request = { head, ...about, framedBy: visit.page, path: undefined }
    client.occupy(new Exchange(client, request, sent, call, this.#limits))
  }

  /** A ticket in the body of a form becomes a cookie, and stands in no address. */
  #admit(
    client: Client,
    place: Place,
    { method, bodyLength, keepAlive }: RequestHead,
    say: (own: Answer) => void,
    lead: (location: string, cookie: string, close: boolean) => void,
  ) {
    if (method !== 'POST') return say(answers.notFound)
    if (bodyLength <= 0 || bodyLength > ENTRY_LIMIT) {
      return say(answers.malformed(400, 'its form is missing or too long'))
    }
    // The body has been read to its end: what follows is a request.
    new TicketForm(client, place.session, bodyLength, this.#table, this.#limits, (end) => {
      if (!('visit' in end)) return say(end)
      const cookie = `${cookieOf(place)}=${end.visit}; ${attributesOf(place)}`
      lead(place.root + end.start, cookie, !keepAlive)
    })
  }

  #place(host: string, path: string): Place | undefined {
    const named = this.#named(host)
    if (named !== undefined) return { session: named, path, root: '' }
    const end = FOLDERS.length + ID_LENGTH
    if (!path.startsWith(FOLDERS) || (path.length > end && path[end] !== '/')) return undefined
    const root = path.slice(0, end)
    const session = this.#sessions.get(root) ?? this.#sessionAt(root)
    return session === undefined ? undefined : { session, path: path.slice(end), root }
  }

  #sessionAt(root: string): string | undefined {
    const id = root.slice(FOLDERS.length)
    const session = /^[0-9a-f]{32}$/.test(id) ? parseId(id) : undefined
    if (session === undefined) return undefined
    const oldest = this.#sessions.keys().next()
    if (this.#sessions.size >= REMEMBERED && !oldest.done) this.#sessions.delete(oldest.value)
    this.#sessions.set(root, session)
    return session
  }

  /** The session whose own host this is. */
  #named(host: string): string | undefined {
    if (this.#suffix === undefined) return undefined
    const name = host.toLowerCase().replace(/\.?(:\d+)?$/, '')
    if (!name.endsWith(this.#suffix)) return undefined
    const label = name.slice(0, -this.#suffix.length)
    return /^[0-9a-f]{32}$/.test(label) ? parseId(label) : undefined
  }
}

/** What a manager is told with each request of where the pages of containers are; a line with its end, or nothing. */
export function sessionsAt(domain: string | undefined, port: number | undefined): string {
  if (domain) return `X-Casement-Sessions: ${domain}\r\n`
  return port === undefined ? '' : `X-Casement-Sessions: :${port}\r\n`
}

/** A host's own cookie where the session has one, else that of its folder. */
function cookieOf({ root }: Place): string {
  return root === ''
    ? '__Host-casement-visit'
    : `__Secure-casement-visit-${root.slice(FOLDERS.length)}`
}

function attributesOf({ root }: Place): string {
  // A host of its own may belong to another site than our page: then only a cookie for frames of that page passes.
  return root === ''
    ? 'Path=/; Secure; HttpOnly; SameSite=None; Partitioned'
    : `Path=${root}/; Secure; HttpOnly; SameSite=Strict`
}
