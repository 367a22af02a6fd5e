import type { Socket, SocketHandler, TCPSocketListener } from 'bun'
import { addressOf } from '../address/ip.ts'
import type { Networks } from '../address/networks.ts'
import { listenerTls, TlsContexts } from '../certificates/contexts.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import { AnnouncedHall } from './announced-hall.ts'
import type { Client } from './client.ts'
import { answerPlainHttp } from './plain-http.ts'
import { reportSocketError } from './socket-error.ts'

export type EntranceOptions = {
  readonly hostname: string
  readonly port: number
  /** The first is for whoever asks for no name; without any, plain HTTP. */
  readonly tls?: readonly KeyAndCertificate[] | undefined
  /** Who must say for whom he comes, by the PROXY protocol, and how long he may take. */
  readonly announced?: { readonly by: Networks; readonly patience: number } | undefined
  /** Somebody is here, and says nothing before this has set `socket.data`. */
  readonly enter: (socket: Socket<Client>, peer: string) => void
  /** A TLS handshake came to nothing. */
  readonly failed: () => void
}

/** A port where clients come in. */
export class Entrance implements Disposable {
  readonly #listener: TCPSocketListener<Client>
  readonly #hall: AnnouncedHall | undefined
  readonly #contexts: TlsContexts | undefined

  constructor({ hostname, port, tls = [], announced, enter, failed }: EntranceOptions) {
    const inner = handlers(enter, failed)
    this.#hall = announced && new AnnouncedHall(announced, tls, inner, enter)
    const [first] = tls
    const options = {
      hostname,
      port,
      // Every worker listens on the same port; the kernel deals connections out.
      reusePort: true,
      allowHalfOpen: true,
      socket: this.#hall?.handlers ?? inner,
      ...(first && !this.#hall ? { tls: listenerTls(first) } : {}),
    }
    this.#listener = Bun.listen<Client>(options)
    this.#contexts = this.#hall ? undefined : new TlsContexts(this.#listener, tls)
  }

  get port(): number {
    return this.#listener.port
  }

  /** For who comes from now on. */
  certify(certificates: readonly KeyAndCertificate[]) {
    this.#hall?.certify(certificates)
    this.#contexts?.replace(certificates)
  }

  /** Takes nobody new; who is here and has still to be announced comes in. */
  stop() {
    this.#listener.stop()
  }

  [Symbol.dispose]() {
    this.stop()
    this.#hall?.[Symbol.dispose]()
  }
}

function handlers(enter: EntranceOptions['enter'], failed: () => void): SocketHandler<Client> {
  return {
    open: (socket) => enter(socket, addressOf(socket)),
    // Its presence makes `open` come before the handshake, so that a slow one is timed as well.
    handshake(socket, secure, error) {
      if (!secure) failed()
      answerPlainHttp(socket, secure, error)
    },
    data(socket, bytes) {
      socket.data.receive(bytes)
    },
    drain(socket) {
      socket.data?.drained()
    },
    end(socket) {
      socket.data?.ended()
    },
    close(socket) {
      socket.data?.closed()
    },
    error: reportSocketError,
  }
}
