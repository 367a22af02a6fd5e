import type { Socket, SocketHandler, TCPSocketListener } from 'bun'
import { canonical } from '../address/ip.ts'
import { listenerTls, TlsContexts } from '../certificates/contexts.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import type { Client } from './client.ts'
import { answerPlainHttp } from './plain-http.ts'
import { reportSocketError } from './socket-error.ts'

export type EntranceOptions = {
  readonly hostname: string
  readonly port: number
  /** The first is for whoever asks for no name; without any, plain HTTP. */
  readonly tls?: readonly KeyAndCertificate[] | undefined
  /** Somebody is here, and says nothing before this has set `socket.data`. */
  readonly enter: (socket: Socket<Client>, peer: string) => void
}

/** A port where clients come in. */
export class Entrance {
  readonly #listener: TCPSocketListener<Client>
  readonly #contexts: TlsContexts

  constructor({ hostname, port, tls = [], enter }: EntranceOptions) {
    const [first] = tls
    const options = {
      hostname,
      port,
      // Every worker listens on the same port; the kernel deals connections out.
      reusePort: true,
      allowHalfOpen: true,
      socket: handlers((socket) => enter(socket, peerOf(socket))),
      ...(first ? { tls: listenerTls(first) } : {}),
    }
    this.#listener = Bun.listen<Client>(options)
    this.#contexts = new TlsContexts(this.#listener, tls)
  }

  get port(): number {
    return this.#listener.port
  }

  /** For who comes from now on. */
  certify(certificates: readonly KeyAndCertificate[]) {
    this.#contexts.replace(certificates)
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
