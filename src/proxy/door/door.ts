import type { Socket, SocketHandler, TCPSocketListener } from 'bun'
import type { RouteSnapshot } from '../../contract/routes.ts'
import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import { rewriteRequest } from '../../wire/http1-rewrite.ts'
import { admit, isAhead, readKnock } from '../admission/admit.ts'
import { RouteTable } from '../admission/table.ts'
import { RfbTunnel } from '../stream/rfb-tunnel.ts'
import { GatewayCall, headForGateway } from '../upstream/gateway-call.ts'
import { Managers } from '../upstream/managers.ts'
import { type Answer, answers, type Form, render, renderPlain } from './answers.ts'
import { Client, type Door } from './client.ts'
import { descriptorsLeft } from './descriptors.ts'
import { EarlyUpgrade, type Verdict } from './early-upgrade.ts'
import { Exchange, type Forwarded } from './exchange.ts'
import { LIMITS, type Limits } from './limits.ts'
import { Newcomers } from './newcomers.ts'
import { type NormalPath, normalPath } from './path.ts'
import { answerPlainHttp } from './plain-http.ts'
import { insideOf, withoutPrefix } from './prefix.ts'
import { reportSocketError } from './socket-error.ts'

/** Descriptors of a worker besides those of its clients: connections that wait, and what the runtime has. */
const MOST_OTHERS = 200

/** Of one request: who asks, and what it is called. */
type About = Omit<Forwarded, 'head'>

export type Listening = {
  readonly hostname: string
  readonly port: number
  /** PEM; without it, plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Before every path, from an outer proxy that leaves it there; begins with a slash and ends without. */
  readonly pathPrefix?: string | undefined
}

/** The front door of one worker: its listener, its clients, and what it knows. */
export class FrontDoor implements Door, AsyncDisposable {
  readonly limits: Limits
  readonly table = new RouteTable()
  readonly managers: Managers
  readonly #clients = new Set<Client>()
  readonly #newcomers: Newcomers<Client>
  /** Came when there was no room, and are to be told so. */
  readonly #excess = new Set<Client>()
  /** How many more there is room for until it is measured again. */
  #room = 0
  readonly #prefix: string
  readonly #listener: TCPSocketListener<Client>
  readonly #timer: Timer
  #retiring = false
  #stays = (_client: Client) => true
  #left = Promise.withResolvers<void>()
  #empty = Promise.withResolvers<void>()

  constructor(listening: Listening, limits: Limits = LIMITS) {
    this.limits = limits
    this.#prefix = listening.pathPrefix ?? ''
    this.managers = new Managers(limits)
    this.#newcomers = new Newcomers(limits.newcomers)
    const tls = listening.tls && { ...listening.tls, ALPNProtocols: '\x08http/1.1' }
    const options = {
      hostname: listening.hostname,
      port: listening.port,
      // Every worker listens on the same port; the kernel deals connections out.
      reusePort: true,
      allowHalfOpen: true,
      socket: this.#handlers(tls !== undefined),
      ...(tls ? { tls } : {}),
    }
    this.#listener = Bun.listen<Client>(options)
    this.#measureRoom()
    this.#timer = setInterval(() => this.#sweep(), limits.sweep)
  }

  get port(): number {
    return this.#listener.port
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

  /** Takes nobody new, closes tunnels with a word, lets requests finish for so long. */
  async retire(milliseconds: number): Promise<void> {
    await this.#leave(milliseconds, () => false)
    this[Symbol.dispose]()
  }

  /** Takes nobody new and lets requests finish for so long; fulfilled when tunnels alone are left. */
  async handOver(milliseconds: number): Promise<void> {
    await this.#leave(milliseconds, (client) => client.outlives)
    for (const client of [...this.#clients]) if (!client.outlives) client.terminate()
  }

  /** Fulfilled when a door that takes nobody new has nobody left. */
  get empty(): Promise<void> {
    return this.#empty.promise
  }

  async #leave(milliseconds: number, stays: (client: Client) => boolean): Promise<void> {
    const left = Promise.withResolvers<void>()
    this.#retiring = true
    this.#stays = stays
    this.#left = left
    this.#listener.stop()
    for (const client of [...this.#clients]) if (!stays(client)) client.retire()
    this.#count()
    const timer = setTimeout(() => left.resolve(), milliseconds)
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
    this.#listener.stop(true)
    for (const client of [...this.#clients]) client.terminate()
    this.managers.close()
  }

  gone(client: Client) {
    this.#clients.delete(client)
    this.#newcomers.remove(client)
    this.#count()
    this.#excess.delete(client)
  }

  dispatch(client: Client, head: RequestHead, fields: Fields) {
    this.#newcomers.remove(client)
    const requestId = crypto.randomUUID()
    const html = fields.get('accept')?.includes('text/html') ?? false
    const languages = fields.get('accept-language')
    const excess = this.#excess.has(client)
    const tooLarge = head.bodyLength > this.limits.bodyBytes
    const form: Form = {
      html,
      bodiless: head.method === 'HEAD',
      close: !head.keepAlive || head.bodyLength !== 0 || this.#retiring || excess,
      requestId,
      languages,
    }
    const answer = (own: Answer) => client.answer(render(own, form), !form.close)

    const outside = normalPath(head.target)
    if (!outside) return answer(answers.malformedPath)
    // From here on there is no prefix.
    const target = withoutPrefix(outside, this.#prefix)
    if (target === 'bare') return answer(answers.elsewhere(insideOf(this.#prefix, outside.query)))
    if (tooLarge && !isBelow(target.path, '/s')) {
      return answer(answers.tooLarge(this.limits.bodyBytes))
    }
    if (target.path === '/healthz') return client.answer(renderPlain(200, 'ok', form), !form.close)
    if (excess) return answer(answers.full)
    if (isBelow(target.path, '/internal')) return answer(answers.notFound)
    const about: About = { html, requestId, languages }
    if (isBelow(target.path, '/s')) return this.#enter(client, target, head, fields, about, answer)
    this.#forward(client, target, head, fields, about)
  }

  #enter(
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
      const { gateway, route } = verdict
      if (table.tunnelsOf(route.session) >= limits.tunnels) return answer(answers.crowded)
      if (!gateway || !kept) return void new RfbTunnel(client, verdict, table, limits)
      const call = new GatewayCall(verdict, gateway, table, limits)
      client.occupy(new Exchange(client, { head, ...about }, call.unlock(kept), call, limits))
    }
    const verdict = admit(knock, this.table, this.table.now())
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
      `X-Forwarded-Proto: ${client.tls ? 'https' : 'http'}\r\n` +
      `X-Forwarded-Host: ${head.host}\r\n` +
      `X-Request-Id: ${about.requestId}\r\n` +
      (head.host === '' ? 'Host: localhost\r\n' : '')
    const sent = rewriteRequest(head, path + query, fields, added)
    client.occupy(new Exchange(client, { head, ...about }, sent, this.managers, this.limits))
  }

  #sweep() {
    const now = performance.now()
    for (const client of [...this.#clients]) client.check(now)
    this.managers.check(now)
    this.#measureRoom()
  }

  /** A client needs two descriptors: its own and that of whom it came for. */
  #measureRoom() {
    const { reserve } = this.limits
    const left = descriptorsLeft(2 * this.#clients.size + MOST_OTHERS)
    this.#room = Math.floor((left - reserve) / 2)
  }

  #handlers(tls: boolean): SocketHandler<Client> {
    const open = (socket: Socket<Client>) => {
      const excess = this.#room-- <= 0
      if (excess && this.#excess.size >= this.limits.excess) return socket.terminate()
      socket.data = new Client(socket, tls, this)
      this.#clients.add(socket.data)
      this.#newcomers.add(socket.data)
      if (excess) this.#excess.add(socket.data)
    }
    return {
      open,
      // Its presence makes `open` come before the handshake, so that a slow one is timed as well.
      handshake: answerPlainHttp,
      data(socket, bytes) {
        socket.data.receive(bytes)
      },
      drain(socket) {
        socket.data.drained()
      },
      end(socket) {
        socket.data.ended()
      },
      close(socket) {
        socket.data?.closed()
      },
      error: reportSocketError,
    }
  }
}

function isBelow(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`)
}
