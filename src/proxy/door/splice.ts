import type { Upstream, UpstreamUser } from '../upstream/upstream.ts'
import type { Client, Guard, Occupant } from './client.ts'

/** A tunnel between a client and a manager or a gateway after a 101: bytes are moved, nothing is looked at. */
export class Splice implements Occupant, UpstreamUser {
  readonly outlives: boolean
  readonly guard: Guard | undefined
  readonly #client: Client
  readonly #upstream: Upstream

  constructor(client: Client, upstream: Upstream, outlives = false, guard?: Guard) {
    this.outlives = outlives
    this.guard = guard
    this.#client = client
    this.#upstream = upstream
    client.occupy(this)
    upstream.user = this
  }

  fromClient(bytes: Buffer): number {
    this.#upstream.pipe.write(bytes, this.#client.tap)
    this.guard?.heard?.(bytes)
    return bytes.length
  }

  fromUpstream(bytes: Buffer) {
    this.#client.pipe.write(bytes, this.#upstream.tap)
  }

  clientEnded() {
    this.#client.trace?.closing('browser', '')
    this.#upstream.pipe.end()
  }

  upstreamEnded() {
    this.#client.trace?.closing('upstream', '')
    this.#client.pipe.end()
  }

  clientGone() {
    this.#upstream.close()
  }

  upstreamGone() {
    this.#client.trace?.closing('upstream', '')
    this.#client.finish()
  }

  retire() {
    this.#client.trace?.closing('front door', '')
    this.#upstream.close()
    this.#client.finish()
  }

  check() {}
}
