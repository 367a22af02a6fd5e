import type { Socket } from 'bun'
import { logger } from '../../log.ts'
import { readProxyHeader } from '../../wire/proxy-protocol.ts'
import { canonical } from './ip.ts'
import type { Networks } from './networks.ts'
import type { Peek } from './peek.ts'

const log = logger('worker')

/** Between two words on headers that are none, in milliseconds. */
const QUIET = 10_000

/** Where connections from trusted proxies say first for whom they come, by the PROXY protocol. */
export class Announcement<Data> {
  readonly #by: Networks
  readonly #peek: Peek<Data>
  #spokeAt = Number.NEGATIVE_INFINITY

  constructor(by: Networks, peek: Peek<Data>) {
    this.#by = by
    this.#peek = peek
  }

  /** Of a paused connection: calls `enter` with whom it is for. Who is not trusted comes for himself. */
  hear(socket: Socket<Data>, peer: string, enter: (from: string) => void) {
    if (!this.#by.has(peer)) return enter(peer)
    this.#peek.look(socket, readProxyHeader, (header) => {
      if (header === 'late') return this.#refuse(socket, peer, 'It did not come in time')
      if ('flaw' in header) return this.#refuse(socket, peer, header.flaw)
      const from = header.source === undefined ? peer : canonical(header.source)
      if (from === undefined) return this.#refuse(socket, peer, 'Its address is none')
      if (!this.#peek.take(socket, header.length)) return this.#refuse(socket, peer, 'It is gone')
      enter(from)
    })
  }

  #refuse(socket: Socket<Data>, peer: string, flaw: string) {
    this.#peek.cut(socket)
    const now = performance.now()
    if (now - this.#spokeAt < QUIET) return
    this.#spokeAt = now
    const sentence = 'A trusted proxy sent no PROXY header that can be used: its connection is cut'
    log.warn(sentence, { peer, flaw })
  }
}
