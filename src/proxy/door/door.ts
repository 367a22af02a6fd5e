import type { Socket } from 'bun'
import type { RouteSnapshot } from '../../contract/routes.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { rewriteRequest } from '../../wire/http1-rewrite.ts'
import { isOurs } from '../../wire/via.ts'
import { hear } from '../address/forwarding.ts'
import { Networks } from '../address/networks.ts'
import { admit, isAhead, readKnock } from '../admission/admit.ts'
import { RouteTable } from '../admission/table.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import { Ledger } from '../record/ledger.ts'
import { RfbTunnel } from '../stream/rfb-tunnel.ts'
import { TcpTunnel } from '../stream/tcp-tunnel.ts'
import { GatewayCall, headForGateway } from '../upstream/gateway-call.ts'
import { Managers } from '../upstream/managers.ts'
import { type About, aboutOf } from './about.ts'
import { type Form, render, renderPlain } from './answer-message.ts'
import { type Answer, answers } from './answers.ts'
import { Client, type Door } from './client.ts'
import { Crowd } from './crowd.ts'
import { EarlyUpgrade, type Verdict } from './early-upgrade.ts'
import { Entrances, type Way } from './entrances.ts'
import { Exchange } from './exchange.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Listening } from './listening.ts'
import { type NormalPath, normalPath } from './path.ts'
import { insideOf, withoutPrefix } from './prefix.ts'
import { answerQuietly, isSelfTest } from './quiet-socket.ts'
import { redirected } from './redirect.ts'
import { seenLine } from './seen.ts'
import { SessionSite, sessionsAt } from './session-site.ts'

/** The front door of one worker: its listener, its clients, and what it knows. */
export class FrontDoor implements Door, AsyncDisposable {
  readonly limits: Limits
  readonly table = new RouteTable()
  readonly managers: Managers
  readonly ledger: Ledger
  readonly #site: SessionSite
  readonly #clients = new Set<Client>()
  readonly #prefix: string
  readonly #crowd: Crowd
  readonly #trusted: Networks
  readonly #entrances: Entrances
  readonly #timer: Timer
  #proofs: ReadonlyMap<string, string> = new Map()
  /** What a manager is told of where sessions have their pages. */
  readonly #sessionsAt: string
  #retiring = false
  #stays = (_client: Client) => true
  #left = Promise.withResolvers<void>()
  #empty = Promise.withResolvers<void>()

  constructor(listening: Listening, limits: Limits = LIMITS, ledger = new Ledger()) {
    this.limits = limits
    this.ledger = ledger
    this.#prefix = listening.pathPrefix ?? ''
    this.managers = new Managers(limits)
    this.#crowd = new Crowd(limits)
    this.#trusted = new Networks(listening.trustedProxies ?? [])
    this.#site = new SessionSite(this.table, limits, listening.sessionDomain)
    const announced = listening.proxyProtocol
      ? { by: this.#trusted, patience: limits.head }
      : undefined
    this.#entrances = new Entrances(listening, announced, {
      enter: (socket, peer, way) => this.#enter(socket, peer, way),
      failed: () => ledger.counts.add('handshake_failures_total'),
    })
    this.#sessionsAt = sessionsAt(listening.sessionDomain, this.sessionPort)
    this.#crowd.measure(0)
    this.#timer = setInterval(() => this.#sweep(), limits.sweep)
  }

  get port(): number {
    return this.#entrances.port
  }

  /** The port of what containers serve, if it has one of its own. */
  get sessionPort(): number | undefined {
    return this.#entrances.sessionPort
  }

  /** The port that leads from plain HTTP to HTTPS, if there is one. */
  get redirectPort(): number | undefined {
    return this.#entrances.redirectPort
  }

  get connections(): number {
    return this.#clients.size
  }

  /** Whether somebody does not take what is there for them. */
  get stalled(): boolean {
    return [...this.#clients].some((client) => !client.pipe.clear)
  }

  get retiring(): boolean {
    return this.#retiring
  }

  /** Whole knowledge, newer than what was there. */
  replace(snapshot: RouteSnapshot) {
    this.table.replace(snapshot) // first: it throws for keys that are none, and then nothing has changed
    this.managers.replace(snapshot.managers)
  }

  /** For who comes from now on. */
  certify(certificates: readonly KeyAndCertificate[]) {
    this.#entrances.certify(certificates)
  }

  /** What an authority of certificates finds here (RFC 8555 8.3): texts by paths, all there are. */
  prove(proofs: Readonly<Record<string, string>>) {
    this.#proofs = new Map(Object.entries(proofs))
  }

  /** Takes nobody new, closes tunnels with a word, lets requests finish for so long. */
  async retire(milliseconds: number): Promise<void> {
    await this.#leave(milliseconds, () => false)
    this[Symbol.dispose]()
  }

  /** Takes nobody new and lets requests finish for so long; fulfilled when tunnels alone are left. */
  async handOver(milliseconds: number): Promise<void> {
    await this.#leave(milliseconds, (client) => client.outlives, true)
    for (const client of [...this.#clients]) if (!client.outlives) client.dismiss()
  }

  /** Fulfilled when a door that takes nobody new has nobody left. */
  get empty(): Promise<void> {
    return this.#empty.promise
  }

  async #leave(
    milliseconds: number,
    stays: (client: Client) => boolean,
    patient = false,
  ): Promise<void> {
    const left = Promise.withResolvers<void>()
    this.#retiring = true
    this.#stays = stays
    this.#left = left
    this.#entrances.stop()
    for (const client of [...this.#clients]) if (!stays(client)) client.retire(patient)
    this.#count()
    // Once nobody is left, it keeps no worker: another leave may have come after this one.
    const timer = setTimeout(() => left.resolve(), milliseconds).unref()
    await left.promise
    clearTimeout(timer)
  }

  #count() {
    if (!this.#retiring) return
    if ([...this.#clients].every(this.#stays)) this.#left.resolve()
    if (this.#clients.size === 0) this.#empty.resolve()
  }

  async [Symbol.asyncDispose]() {
    this[Symbol.dispose]()
  }

  /** Cuts everything at once. */
  [Symbol.dispose]() {
    this.#retiring = true
    clearInterval(this.#timer)
    this.#entrances[Symbol.dispose]()
    for (const client of [...this.#clients]) client.terminate()
    this.managers.close()
    this.#site.pool.close()
  }

  gone(client: Client) {
    if (!this.#clients.delete(client)) return
    this.#crowd.left(client)
    this.#count()
  }

  dispatch(client: Client, came: RequestHead, fields: Fields) {
    this.#crowd.spoke(client)
    const head = hear(client, came, fields, this.#trusted)
    const trace = this.ledger.begin(client, head, fields)
    client.trace = trace
    const tooLarge = head.bodyLength > this.limits.bodyBytes
    const about = aboutOf(trace.from.requestId, head, fields, this.#prefix)
    const form: Form = {
      ...about,
      bodiless: head.method === 'HEAD',
      close:
        !head.keepAlive || head.bodyLength !== 0 || this.#retiring || client.refusal !== undefined,
    }
    const answer = (own: Answer) => {
      trace.refused(own.status, own.why)
      client.answer(render(own, form), !form.close)
    }

    const outside = normalPath(head.target)
    if (!outside) return answer(answers.malformedPath)
    const proof = this.#proofs.get(outside.path)
    if (proof !== undefined) {
      trace.refused(200, 'proof')
      return client.answer(renderPlain(200, proof, form), !form.close)
    }
    if (client.redirects) return this.#lead(client, outside, head, form, answer)
    if (head.via !== '' && isOurs(head.via)) return answer(answers.loop)
    if (this.#site.claims(client, head)) {
      const refusal = client.refusal ?? this.#burden(client)
      if (refusal) return answer(refusal)
      return this.#site.serve(client, outside, head, fields, about, form)
    }
    // From here on there is no prefix.
    const target = withoutPrefix(outside, this.#prefix)
    if (target === 'bare') return answer(answers.elsewhere(insideOf(this.#prefix, outside.query)))
    if (tooLarge && !isBelow(target.path, '/s')) {
      return answer(answers.tooLarge(this.limits.bodyBytes))
    }
    if (target.path === '/healthz') {
      trace.refused(200, 'healthy')
      return client.answer(renderPlain(200, 'ok', form), !form.close)
    }
    const refusal = client.refusal ?? this.#burden(client)
    if (refusal) return answer(refusal)
    if (isBelow(target.path, '/internal')) return answer(answers.notFound)
    if (isBelow(target.path, '/s')) return this.#visit(client, target, head, fields, about, answer)
    this.#forward(client, target, head, fields, about)
  }

  /** Of the port of plain HTTP. */
  #lead(
    client: Client,
    target: NormalPath,
    head: RequestHead,
    form: Form,
    answer: (own: Answer) => void,
  ) {
    if (target.path === '/healthz') {
      client.trace?.refused(200, 'healthy')
      return client.answer(renderPlain(200, 'ok', form), !form.close)
    }
    answer(client.refusal ?? redirected(head, target, this.port, client.secure))
  }

  #visit(
    client: Client,
    target: NormalPath,
    head: RequestHead,
    fields: Fields,
    about: About,
    answer: (own: Answer) => void,
  ) {
    const { table, limits } = this
    const knock = readKnock(target.path, head, fields)
    if (typeof knock === 'string') return answer(answers.denied[knock])
    // The fields are lent, and the answer may have to wait.
    const kept = knock.price && headForGateway(head, target, fields, about.requestId)
    const settle = (verdict: Verdict) => {
      if (typeof verdict === 'string') return answer(answers.denied[verdict])
      const { gateway, route, ticket } = verdict
      client.trace?.admitted(route.session, ticket.login, ticket.user)
      if (table.tunnelsOf(route.session) >= limits.tunnels) return answer(answers.crowded)
      if (!gateway || !kept) {
        const Stream = knock.stream === 'tcp' ? TcpTunnel : RfbTunnel
        return void new Stream(client, verdict, table, limits)
      }
      const call = new GatewayCall(verdict, gateway, table, limits)
      client.occupy(new Exchange(client, { head, ...about }, call.unlock(kept), call, limits))
    }
    const verdict = admit(knock, this.table, this.table.now())
    if (verdict === 'sessionGone' && isSelfTest(knock)) return answerQuietly(client, knock, answer)
    if (isAhead(verdict) && !this.#retiring && this.table.early.size < this.limits.early) {
      new EarlyUpgrade(client, knock, this.table, this.limits, settle)
    } else settle(verdict)
  }

  #forward(
    client: Client,
    { path, query }: NormalPath,
    head: RequestHead,
    fields: Fields,
    about: About,
  ) {
    const added =
      `X-Forwarded-For: ${client.address}\r\n` +
      `X-Forwarded-Proto: ${client.secure ? 'https' : 'http'}\r\n` +
      `X-Forwarded-Host: ${head.host}\r\n` +
      `X-Request-Id: ${about.requestId}\r\n` +
      this.#sessionsAt +
      (head.host === '' ? 'Host: localhost\r\n' : '') +
      seenLine(path, head, fields, client, this.#prefix)
    const sent = rewriteRequest(head, path + query, fields, added)
    const exchange = new Exchange(client, { head, ...about }, sent, this.managers, this.limits)
    client.occupy(exchange)
    if (this.#retiring) exchange.retire()
  }

  #sweep() {
    const now = performance.now()
    for (const client of [...this.#clients]) client.check(now)
    this.managers.check(now)
    this.#site.pool.check(now)
    this.#crowd.measure(this.#clients.size)
  }

  #enter(socket: Socket<Client>, peer: string, way: Way) {
    const trusted = this.#trusted.has(peer)
    const refusal = this.#crowd.admit(peer, trusted)
    if (refusal === 'cut') return socket.terminate()
    const client = new Client(socket, { ...way, peer, trusted, refusal }, this)
    socket.data = client
    this.ledger.connected()
    this.#clients.add(client)
    this.#crowd.entered(client)
  }

  /** What is said where somebody whom a trusted proxy speaks for has too much under way. */
  #burden(client: Client): Answer | undefined {
    const { address, trusted } = client
    if (!trusted || address === client.peer) return undefined
    if (!this.#crowd.take(address)) return answers.crowdedAddress
    client.hold(() => this.#crowd.give(address))
    return undefined
  }
}

function isBelow(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`)
}
