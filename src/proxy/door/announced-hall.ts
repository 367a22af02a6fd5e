import type { Socket, SocketHandler } from 'bun'
import { serverName } from '../../wire/client-hello.ts'
import { Announcement } from '../address/announcement.ts'
import { addressOf } from '../address/ip.ts'
import type { Networks } from '../address/networks.ts'
import { Peek } from '../address/peek.ts'
import { byName, listenerTls } from '../certificates/contexts.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import type { Client } from './client.ts'
import { reportSocketError } from './socket-error.ts'

type Enter = (socket: Socket<Client>, peer: string) => void

/**
 * Between the port and the door where trusted proxies say first for whom they come: what is before the client's own
 * bytes is taken away, and TLS begins behind that.
 */
export class AnnouncedHall implements Disposable {
  readonly handlers: SocketHandler<Client>
  readonly #peek: Peek<Client>
  readonly #announcement: Announcement<Client>
  readonly #inner: SocketHandler<Client>
  readonly #enter: Enter
  #first: KeyAndCertificate | undefined
  #others: ReadonlyMap<string, KeyAndCertificate> = new Map()

  /** Without certificates, plain HTTP. `inner`: what clients are called by. */
  constructor(
    { by, patience }: { readonly by: Networks; readonly patience: number },
    certificates: readonly KeyAndCertificate[],
    inner: SocketHandler<Client>,
    enter: Enter,
  ) {
    this.#peek = new Peek(patience)
    this.#announcement = new Announcement(by, this.#peek)
    this.certify(certificates)
    this.#inner = { ...inner, open() {} }
    this.#enter = enter
    const open = (socket: Socket<Client>) => this.#receive(socket)
    const close = (socket: Socket<Client>) => {
      this.#peek.forget(socket)
      socket.data?.closed()
    }
    // Where TLS follows, the client is one of the secure socket; this one is handed what it has read already.
    const outer = { open, close, data() {}, error: reportSocketError }
    this.handlers = certificates.length > 0 ? outer : { ...this.#inner, open, close }
  }

  certify(certificates: readonly KeyAndCertificate[]) {
    this.#first = certificates[0]
    this.#others = byName(certificates.length > 1 ? certificates : [])
  }

  [Symbol.dispose]() {
    this.#peek[Symbol.dispose]()
  }

  #receive(socket: Socket<Client>) {
    const peer = addressOf(socket)
    socket.pause()
    this.#announcement.hear(socket, peer, (from) => {
      const first = this.#first
      if (!first) this.#enter(socket, from)
      else if (this.#others.size === 0) this.#secure(socket, from, first)
      else return this.#ask(socket, from, first)
      socket.resume()
    })
  }

  /** Bun asks nobody for a certificate where TLS begins later: the name is read before. */
  #ask(socket: Socket<Client>, from: string, first: KeyAndCertificate) {
    this.#peek.look(socket, serverName, (hello) => {
      if (hello === 'late') return this.#peek.cut(socket)
      const whole = hello.name.replace(/^[^.]*/, '*')
      const chosen = this.#others.get(hello.name) ?? this.#others.get(whole) ?? first
      this.#secure(socket, from, chosen)
      socket.resume()
    })
  }

  #secure(socket: Socket<Client>, from: string, certificate: KeyAndCertificate) {
    const tls = listenerTls(certificate)
    const [, secure] = socket.upgradeTLS<Client>({ tls, socket: this.#inner })
    this.#enter(secure, from)
  }
}
