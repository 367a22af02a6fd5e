import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { until } from '../../testing/until.ts'

/** The web server of a session's container: keeps the heads that came as they came, and says what it is told to. */
export class Container implements Disposable {
  readonly heads: string[] = []
  connections = 0
  /** What it answers a head with, and whether it then echoes all that follows. */
  answer = (_head: string) => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(tls?: TlsOptions) {
    const serve = (socket: Socket) => this.#serve(socket)
    this.#server = tls ? createTlsServer(tls, serve) : createServer(serve)
  }

  get head(): string {
    return this.heads.at(-1) ?? ''
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return address.port
  }

  /** Fulfilled when nobody is connected any more. */
  async left(): Promise<void> {
    await until('nobody connected', () => this.#sockets.size === 0)
  }

  [Symbol.dispose]() {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  #serve(socket: Socket) {
    this.connections++
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    let seen = ''
    let echoes = false
    socket.on('data', (bytes: Buffer) => {
      if (echoes) return socket.write(bytes)
      seen += bytes.toString('latin1')
      for (let end = seen.indexOf('\r\n\r\n'); end >= 0; end = seen.indexOf('\r\n\r\n')) {
        const head = seen.slice(0, end + 4)
        seen = seen.slice(end + 4)
        this.heads.push(head)
        const answer = this.answer(head)
        echoes = answer.startsWith('HTTP/1.1 101')
        socket.write(answer, 'latin1')
      }
    })
  }
}
