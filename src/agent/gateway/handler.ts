import type { ServerWebSocket } from 'bun'
import type { Logger } from '../../log.ts'
import type { Docker } from '../docker.ts'

/** What every handler works with. */
export type Tools = {
  readonly docker: Docker
  readonly log: Logger
  /** Of the desktop of a session that is wanted here. */
  readonly passwordOf: (session: string) => string | undefined
}

/** One request that has passed every gate: the front door's, and the gateway's key. */
export type Asked = {
  readonly session: string
  /** Id of its container, which runs. */
  readonly container: string
  /** Of that container, on the network of the sessions. */
  readonly address: string | undefined
  /** What follows `/s/<session>/<name>`: empty, or a path that begins with a slash, as it was sent. */
  readonly rest: string
  readonly query: URLSearchParams
}

/** What a handler does with the messages of one WebSocket. */
export interface SocketUser {
  message(bytes: Buffer): void
  /** What was sent has gone out: more may follow. */
  drain(): void
  /** It is closed, by whomever. Whatever was started for it ends here. */
  closed(): void
}

export type GatewaySocket = ServerWebSocket<SocketData>

/** What the server keeps of a socket. */
export type SocketData = {
  readonly open: (socket: GatewaySocket) => SocketUser
  user: SocketUser | undefined
}

/**
 * One noun that viewers ask for, `/s/<session>/<noun>…`. `answer` is for requests: bodies stream both ways
 * with backpressure, and `request.signal` aborts when the browser has gone. `open` is for WebSockets. A
 * refusal is thrown as a GatewayRefusal.
 */
export type Handler = {
  readonly answer?: (request: Request, asked: Asked) => Promise<Response>
  readonly open?: (socket: GatewaySocket, asked: Asked) => SocketUser
}

/** A handler says no: a status, a short name for programs, and a sentence. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal'
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}
