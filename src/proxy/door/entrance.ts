import type { Socket, SocketHandler, TCPSocketListener } from 'bun'
import { canonical } from '../address/ip.ts'
import type { Client } from './client.ts'
import { answerPlainHttp } from './plain-http.ts'
import { reportSocketError } from './socket-error.ts'

export type EntranceOptions = {
  readonly hostname: string
  readonly port: number
  /** PEM; without it, plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Somebody is here, and says nothing before this has set `socket.data`. */
  readonly enter: (socket: Socket<Client>, peer: string) => void
}

/** A port where clients come in. */
export class Entrance {
  readonly #listener: TCPSocketListener<Client>

  constructor({ hostname, port, tls, enter }: EntranceOptions) {
    const options = {
      hostname,
      port,
      // Every worker listens on the same port; the kernel deals connections out.
      reusePort: true,
      allowHalfOpen: true,
      socket: handlers((socket) => enter(socket, peerOf(socket))),
      ...(tls ? { tls: { ...tls, ALPNProtocols: '\x08http/1.1' } } : {}),
    }
    this.#listener = Bun.listen<Client>(options)
  }

  get port(): number {
    return this.#listener.port
  }

  /** Takes nobody new. */
  stop() {
    this.#listener.stop()
  }
}

export function peerOf(socket: Socket<Client>): string {
  return canonical(String(socket.remoteAddress)) ?? 'unknown'
}

function handlers(open: (socket: Socket<Client>) => void): SocketHandler<Client> {
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
