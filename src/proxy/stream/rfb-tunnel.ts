import { type Ability, hasAbility } from '../../domain/abilities.ts'
import { logger } from '../../log.ts'
import { HandshakeError, RfbClientHandshake, RfbServerHandshake } from '../../wire/rfb-auth.ts'
import { RfbViolation } from '../../wire/rfb-client-messages.ts'
import { RfbClientStream } from '../../wire/rfb-client-stream.ts'
import { RfbServerStream } from '../../wire/rfb-server-stream.ts'
import { RfbServerText } from '../../wire/rfb-server-text.ts'
import { CLOSE, closeFrame, controlFrame, OPCODE } from '../../wire/websocket.ts'
import { WebSocketReader } from '../../wire/websocket-reader.ts'
import type { Admitted } from '../admission/admit.ts'
import type { RouteTable, Tunnel } from '../admission/table.ts'
import type { Client, Occupant } from '../door/client.ts'
import type { Limits } from '../door/limits.ts'
import { Upstream, type UpstreamUser } from '../upstream/upstream.ts'
import { FirstPicture } from './first-picture.ts'
import { Picture } from './picture.ts'
import { framed, switching } from './switching.ts'

const log = logger('proxy')

/**
 * A browser's WebSocket and a session's RFB port. First the platform proves itself to the session with
 * the password, then the browser is let in without one; from there on bytes are moved, but for text that
 * the session's abilities keep on its side, and for a picture that moves.
 */
export class RfbTunnel implements Occupant, UpstreamUser, Tunnel {
  readonly outlives = true
  readonly session: string
  readonly login: string
  readonly #user: string
  readonly #client: Client
  readonly #table: RouteTable
  readonly #limits: Limits
  readonly #upstream: Upstream
  readonly #frames: WebSocketReader
  #toServer: RfbClientHandshake | undefined
  #toBrowser: RfbServerHandshake | undefined
  readonly #fromBrowser = new RfbClientStream({
    text: () => this.#has('clipboard-up'),
    input: () => this.#table.use(this.session),
    message: (kind, message) => {
      this.#firstPicture.fromClient(kind, message)
      return this.#picture.fromClient(kind, message)
    },
  })
  readonly #fromDesktop = new RfbServerStream((rectangle) => {
    this.#firstPicture.rectangle(rectangle)
    this.#picture.rectangle(rectangle)
  })
  readonly #firstPicture = new FirstPicture()
  readonly #picture: Picture
  /** Messages of our own for the desktop that wait for the end of one of the browser's. */
  #asked: Buffer[] = []
  #hearing = false
  readonly #desktopText = new RfbServerText(() => this.#has('clipboard-down'))
  #phase: 'server' | 'browser' | 'open' | 'closed' = 'server'
  #farewell: (() => void) | undefined
  readonly #openedAt = performance.now()
  #heardAt = this.#openedAt
  #pingedAt = this.#openedAt

  constructor(client: Client, admitted: Admitted, table: RouteTable, limits: Limits) {
    const { route, ticket, key, protocol } = admitted
    this.session = route.session
    this.login = ticket.login
    this.#user = ticket.user
    this.#client = client
    this.#table = table
    this.#limits = limits
    this.#frames = new WebSocketReader({
      ping: (payload) => this.#pong(payload),
      close: (code) => {
        client.trace?.closing('browser', 'the browser closed it', code)
        this.#endAfterRead(closeFrame(code), 'the browser closed it')
      },
      violation: (code, reason) => {
        client.trace?.closing('front door', reason, code)
        this.#endAfterRead(closeFrame(code, reason), reason)
      },
    })
    this.#picture = new Picture(
      {
        session: route.session,
        gateway: () => table.gateway(table.route(route.session) ?? route),
        ask: (message) => this.#ask(message),
        show: (message) => this.#send(message),
      },
      this.#fromDesktop,
    )
    this.#toServer = new RfbClientHandshake(route.password)
    client.pipe.write(Buffer.from(switching(key, protocol, client.trace?.from.requestId)))
    client.occupy(this)
    table.add(this)
    if (client.trace) client.trace.upstream = { hostname: route.host, port: route.port }
    client.trace?.opened('picture', client)
    const target = { hostname: route.host, port: route.port, tls: false }
    this.#upstream = new Upstream(this, [target], limits.connect)
  }

  fromClient(bytes: Buffer): number {
    this.#heardAt = performance.now()
    const payload = this.#frames.feed(bytes)
    if (payload.length > 0) {
      if (this.#phase === 'open') this.#sendUp(payload)
      else this.#handshake(() => this.#greetBrowser(payload))
    }
    this.#farewell?.()
    return bytes.length
  }

  fromUpstream(bytes: Buffer) {
    if (this.#phase === 'open') this.#sendDown(bytes)
    else this.#handshake(() => this.#greetServer(bytes))
  }

  clientEnded() {
    this.#client.trace?.closing('browser', 'the browser left')
    this.#end(undefined, 'the browser left')
  }

  clientGone() {
    this.#client.trace?.closing('browser', 'the browser left')
    this.#end(undefined, 'the browser left')
  }

  upstreamEnded() {
    this.#leftBy('The desktop closed the connection')
  }

  upstreamGone(opened: boolean) {
    const reason = opened ? 'The desktop closed the connection' : 'The desktop does not answer'
    this.#leftBy(reason)
  }

  #leftBy(reason: string) {
    this.#client.trace?.closing('desktop', reason, CLOSE.tryAgain)
    this.close(CLOSE.tryAgain, reason)
  }

  retire() {
    this.close(CLOSE.restart, 'The front door restarts')
  }

  /** Says goodbye to the browser, with the reason; the session is told nothing. */
  close(code: number, reason: string) {
    this.#client.trace?.closing('front door', reason, code)
    this.#end(closeFrame(code, reason), reason)
  }

  check(now: number) {
    const { handshake, ping, silence } = this.#limits
    this.#picture.check(now)
    if (this.#phase !== 'open') {
      if (now - this.#openedAt > handshake)
        this.close(CLOSE.tryAgain, 'The desktop does not answer')
    } else if (now - this.#heardAt > silence) {
      this.#end(undefined, 'the browser fell silent')
      this.#client.terminate()
    } else if (now - this.#pingedAt > ping && this.#client.pipe.clear) {
      this.#pingedAt = now
      this.#client.pipe.write(controlFrame(OPCODE.ping))
    }
  }

  #handshake(step: () => void) {
    try {
      step()
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error
      this.close(CLOSE.tryAgain, error.message)
    }
  }

  #greetServer(bytes: Buffer) {
    if (!this.#toServer) throw new HandshakeError('The desktop spoke out of turn')
    const { send, rest } = this.#toServer.feed(bytes)
    if (send.length > 0) this.#upstream.pipe.write(send)
    if (!rest) return
    if (rest.length > 0) throw new HandshakeError('The desktop spoke out of turn')
    this.#toServer = undefined
    this.#toBrowser = new RfbServerHandshake()
    this.#phase = 'browser'
    this.#send(this.#toBrowser.greeting)
  }

  #greetBrowser(bytes: Uint8Array) {
    if (!this.#toBrowser) throw new HandshakeError('The browser spoke out of turn')
    const { send, rest } = this.#toBrowser.feed(bytes)
    if (send.length > 0) this.#send(send)
    if (!rest) return
    this.#toBrowser = undefined
    this.#phase = 'open'
    if (rest.length > 0) this.#sendUp(rest)
  }

  /** As the routes say at this moment. */
  #has(ability: Ability): boolean {
    const route = this.#table.route(this.session)
    return route !== undefined && hasAbility(route.abilities, ability)
  }

  #sendUp(bytes: Uint8Array) {
    this.#hearing = true
    try {
      const goes = this.#fromBrowser.feed(bytes)
      if (goes.length > 0) this.#upstream.pipe.write(goes, this.#client.tap)
      this.#hearing = false
      this.#passAsked()
    } catch (error) {
      if (!(error instanceof RfbViolation)) throw error
      this.close(CLOSE.protocolError, error.message)
    }
  }

  #ask(message: Buffer) {
    this.#asked.push(message)
    if (!this.#hearing) this.#passAsked()
  }

  #passAsked() {
    if (this.#asked.length === 0 || !this.#fromBrowser.between) return
    this.#upstream.pipe.write(Buffer.concat(this.#asked))
    this.#asked = []
  }

  /** What goes on as it came goes on in one piece. */
  #sendDown(bytes: Buffer) {
    let from = 0
    for (let at = 0; at < bytes.length; ) {
      const end = this.#fromDesktop.advance(bytes, at)
      const part = bytes.subarray(at, end)
      const goes = this.#desktopText.take(part, this.#fromDesktop)
      if (goes !== part) {
        if (from < at) this.#send(bytes.subarray(from, at))
        if (goes.length > 0) this.#send(goes)
        from = end
      }
      at = end
      if (!this.#fromDesktop.between) continue
      const request = this.#firstPicture.ended(this.#fromDesktop)
      if (request) this.#ask(request)
      if (!this.#picture.waits) continue
      if (from < at) this.#send(bytes.subarray(from, at))
      from = at
      this.#picture.between()
    }
    if (this.#fromDesktop.lost !== undefined && !this.#has('clipboard-down')) {
      // Where its text begins and ends is not known any more.
      this.close(CLOSE.protocolError, this.#fromDesktop.lost)
    } else if (from < bytes.length) {
      this.#send(bytes.subarray(from))
    }
    this.#picture.passed(bytes.length)
  }

  #send(bytes: Uint8Array) {
    this.#client.pipe.lend(framed(bytes), this.#upstream.tap)
  }

  /** Answers while the browser takes what we send; one that does not cannot fill our memory with them. */
  #pong(payload: Uint8Array) {
    if (this.#client.pipe.clear) this.#client.pipe.write(controlFrame(OPCODE.pong, payload))
  }

  /** What came before the goodbye is still for the desktop. */
  #endAfterRead(goodbye: Buffer, reason: string) {
    this.#farewell = () => this.#end(goodbye, reason)
  }

  #end(goodbye: Buffer | undefined, reason: string) {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#client.trace?.closing('front door', reason)
    this.#picture[Symbol.dispose]()
    this.#table.remove(this)
    const received = this.#upstream.pipe.total
    this.#upstream.close()
    if (goodbye) this.#client.pipe.write(goodbye)
    this.#client.finish()
    log.info('Tunnel closed', {
      session: this.session,
      user: this.#user,
      reason,
      sent: this.#client.pipe.total,
      received,
      seconds: Math.round((performance.now() - this.#openedAt) / 1000),
    })
  }
}
