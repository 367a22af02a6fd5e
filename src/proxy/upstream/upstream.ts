import type { Socket, SocketHandler } from 'bun'
import { Pipe } from '../../wire/pipe.ts'
import { Tap } from '../../wire/tap.ts'
import { reportSocketError } from '../door/socket-error.ts'

export type Target = {
  readonly hostname: string
  readonly port: number
  /** `true`: the certificate must be one that everybody believes; else the one with this SHA-256 (hex), or any. */
  readonly tls: boolean | { readonly fingerprint: string | undefined }
}

type Targets = Iterable<Target> | AsyncIterable<Target>

/** Who uses a connection to a manager or a session. */
export interface UpstreamUser {
  fromUpstream(bytes: Buffer): void
  /** It half-closed: nothing more will come. */
  upstreamEnded(): void
  /** It is gone, or (`opened` false) never came to be. */
  upstreamGone(opened: boolean): void
}

/** A connection to a manager or a session. What is written before it is open waits in its pipe. */
export class Upstream {
  readonly pipe = new Pipe()
  user: UpstreamUser | undefined
  /** It has carried a request before: the other side may be hanging up at this moment. */
  reused = false
  /** Since when it waits in a pool. */
  idleSince = 0
  /** Whom it reached. */
  target: Target | undefined
  #socket: Socket<Attempt> | undefined
  #tap: Tap | undefined
  #over = false

  /** Tries the targets in their order, each for so many milliseconds. The next may be long in coming. */
  constructor(user: UpstreamUser, targets: Targets, timeout: number) {
    this.user = user
    void this.#connect(targets, timeout)
  }

  /** The way to stop reading it; there once it is open. */
  get tap(): Tap | undefined {
    return this.#tap
  }

  get usable(): boolean {
    return this.#socket !== undefined && !this.#over
  }

  /** No more use for it: cut at once, its user is not told. */
  destroy() {
    this.#leave()
    this.#socket?.terminate()
  }

  /** The same in good order: what was written still arrives. */
  close() {
    const whole = this.pipe.clear
    this.#leave()
    if (whole) this.#socket?.end()
    else this.#socket?.terminate()
  }

  #leave() {
    this.user = undefined
    this.#over = true
    this.pipe.abandon()
  }

  async #connect(targets: Targets, timeout: number) {
    await Promise.resolve() // the user is told of nothing before it knows this connection
    for await (const target of targets) {
      if (this.#over) return
      this.target = target
      if (await dial(target, new Attempt(this, target.tls), timeout)) return
    }
    this.closed(false)
  }

  // What follows is called by the socket.

  opened(socket: Socket<Attempt>) {
    if (this.#over) return socket.terminate()
    socket.setNoDelay(true)
    this.#socket = socket
    this.#tap = new Tap(socket)
    this.pipe.attach(socket)
  }

  received(bytes: Buffer) {
    if (this.user) this.user.fromUpstream(bytes)
    else this.destroy() // unasked for
  }

  ended() {
    if (this.user) this.user.upstreamEnded()
    else this.destroy()
  }

  closed(opened = true) {
    if (this.#over) return
    this.#over = true
    this.pipe.abandon()
    this.user?.upstreamGone(opened)
  }
}

/** One try to open a connection. Bun cannot call one off, so one that is late finds itself unwanted. */
class Attempt {
  readonly upstream: Upstream
  wanted = true
  opened = false
  /** Of a certificate that we judge ourselves, after the handshake. */
  readonly judged = Promise.withResolvers<boolean>()
  readonly fingerprint: string | undefined

  constructor(upstream: Upstream, tls: Target['tls']) {
    this.upstream = upstream
    this.fingerprint = typeof tls === 'object' ? tls.fingerprint : undefined
  }
}

const HANDLERS: SocketHandler<Attempt> = {
  open(socket) {
    if (!socket.data.wanted) return socket.terminate()
    socket.data.opened = true
    socket.data.upstream.opened(socket)
  },
  data(socket, bytes) {
    socket.data.upstream.received(bytes)
  },
  drain(socket) {
    socket.data.upstream.pipe.drain()
  },
  end(socket) {
    socket.data.upstream.ended()
  },
  close(socket) {
    if (socket.data.opened) socket.data.upstream.closed()
  },
  error: reportSocketError,
}

/** With these `open` comes before the handshake, and nothing is sent until the certificate has been judged. */
const JUDGING: SocketHandler<Attempt> = {
  ...HANDLERS,
  open() {},
  handshake(socket) {
    const attempt = socket.data
    const right = attempt.wanted && isExpected(socket, attempt.fingerprint)
    if (right) {
      attempt.opened = true
      attempt.upstream.opened(socket)
    } else socket.terminate()
    attempt.judged.resolve(right)
  },
  close(socket) {
    socket.data.judged.resolve(false)
    if (socket.data.opened) socket.data.upstream.closed()
  },
}

function isExpected(socket: Socket<Attempt>, fingerprint: string | undefined): boolean {
  if (fingerprint === undefined) return true
  const certificate: unknown = socket.getPeerCertificate()
  if (typeof certificate !== 'object' || certificate === null) return false
  if (!('fingerprint256' in certificate)) return false
  const shown = String(certificate.fingerprint256).replaceAll(':', '').toLowerCase()
  return shown === fingerprint
}

/** Whether the connection opened. */
function dial(target: Target, attempt: Attempt, timeout: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), timeout)
  const { hostname, port } = target
  const judges = typeof target.tls === 'object'
  const tls = judges ? { rejectUnauthorized: false } : target.tls
  const socket = judges ? JUDGING : HANDLERS
  const options = { hostname, port, tls, allowHalfOpen: true, data: attempt, socket }
  Promise.try(() => Bun.connect(options)).then(
    async () => resolve(judges ? await attempt.judged.promise : attempt.wanted),
    () => resolve(false), // refused or unreachable: the next target is tried, or the user told
  )
  return promise.then((opened) => {
    clearTimeout(timer)
    attempt.wanted = opened
    return opened
  })
}
