import { logger } from '../../log.ts'
import { CLOSE, closeFrame, controlFrame, OPCODE } from '../../wire/websocket.ts'
import { WebSocketReader } from '../../wire/websocket-reader.ts'
import type { Admitted } from '../admission/admit.ts'
import type { RouteTable, Tunnel } from '../admission/table.ts'
import type { Client, Occupant } from '../door/client.ts'
import type { Limits } from '../door/limits.ts'
import { Upstream, type UpstreamUser } from '../upstream/upstream.ts'
import { framed, switching } from './switching.ts'

const log = logger('proxy')

/** A browser's WebSocket and any TCP port of a session: the payload of its frames, and binary frames of what comes back. */
export class TcpTunnel implements Occupant, UpstreamUser, Tunnel {
  readonly outlives = true
  readonly session: string
  readonly login: string
  readonly #client: Client
  readonly #table: RouteTable
  readonly #limits: Limits
  readonly #upstream: Upstream
  readonly #frames: WebSocketReader
  #goodbye: Buffer | undefined
  #over = false
  #heardAt = performance.now()
  #pingedAt = this.#heardAt

  constructor(client: Client, admitted: Admitted, table: RouteTable, limits: Limits) {
    const { route, ticket, key, protocol } = admitted
    this.session = route.session
    this.login = ticket.login
    this.#client = client
    this.#table = table
    this.#limits = limits
    // What came before the goodbye is still for the session.
    this.#frames = new WebSocketReader({
      ping: (payload) => this.#pong(payload),
      close: (code) => {
        client.trace?.closing('browser', 'the browser closed it', code)
        this.#goodbye = closeFrame(code)
      },
      violation: (code, reason) => {
        client.trace?.closing('front door', reason, code)
        this.#goodbye = closeFrame(code, reason)
      },
    })
    client.pipe.write(Buffer.from(switching(key, protocol, client.trace?.from.requestId)))
    client.occupy(this)
    table.add(this)
    if (client.trace) client.trace.upstream = { hostname: route.host, port: route.port }
    client.trace?.opened('port', client)
    const target = { hostname: route.host, port: route.port, tls: false }
    this.#upstream = new Upstream(this, [target], limits.connect)
  }

  fromClient(bytes: Buffer): number {
    this.#heardAt = performance.now()
    const payload = this.#frames.feed(bytes)
    if (payload.length > 0) {
      this.#table.use(this.session)
      this.#upstream.pipe.write(payload, this.#client.tap)
    }
    if (this.#goodbye) this.#end(this.#goodbye)
    return bytes.length
  }

  fromUpstream(bytes: Buffer) {
    this.#client.pipe.lend(framed(bytes), this.#upstream.tap)
  }

  clientEnded() {
    this.#client.trace?.closing('browser', 'the browser left')
    this.#end(undefined)
  }

  clientGone() {
    this.#client.trace?.closing('browser', 'the browser left')
    this.#end(undefined)
  }

  upstreamEnded() {
    this.upstreamGone(true)
  }

  upstreamGone(opened: boolean) {
    const reason = opened ? 'The session closed the connection' : 'The session does not answer'
    const code = opened ? CLOSE.normal : CLOSE.tryAgain
    this.#client.trace?.closing('session', reason, code)
    this.close(code, reason)
  }

  retire() {
    this.close(CLOSE.restart, 'The front door restarts')
  }

  close(code: number, reason: string) {
    this.#client.trace?.closing('front door', reason, code)
    this.#end(closeFrame(code, reason))
  }

  check(now: number) {
    const { ping, silence } = this.#limits
    if (now - this.#heardAt > silence) {
      this.#end(undefined)
      this.#client.terminate()
    } else if (now - this.#pingedAt > ping && this.#client.pipe.clear) {
      this.#pingedAt = now
      this.#client.pipe.write(controlFrame(OPCODE.ping))
    }
  }

  /** As long as the browser takes what we send: one that does not cannot fill our memory with them. */
  #pong(payload: Uint8Array) {
    if (this.#client.pipe.clear) this.#client.pipe.write(controlFrame(OPCODE.pong, payload))
  }

  #end(goodbye: Buffer | undefined) {
    if (this.#over) return
    this.#over = true
    this.#table.remove(this)
    const received = this.#upstream.pipe.total
    this.#upstream.close()
    if (goodbye) this.#client.pipe.write(goodbye)
    this.#client.finish()
    const sent = this.#client.pipe.total
    log.debug('TCP tunnel closed', { session: this.session, sent, received })
  }
}
