import { constants, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:tls'
import type { TCPSocketListener } from 'bun'
import type { KeyAndCertificate } from './self-signed.ts'

/**
 * What TLS 1.2 may use: keys that last one connection, encryption that is authenticated. TLS 1.3 has nothing
 * else. AES of 128 bits first: it is no weaker to anybody, and faster.
 */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** How a listener begins with a certificate. HTTP/2 is not offered: a stream is a WebSocket of HTTP/1.1. */
export function listenerTls({ cert, key }: KeyAndCertificate) {
  return { ...optionsOf({ cert, key }), ALPNProtocols: '\x08http/1.1' }
}

/**
 * The certificates of a listener: the first for whoever asks for no name or one that none has, the others
 * for their names. Whoever is connected is not touched by another choice.
 *
 * `Bun.listen` takes one certificate, for good. The server of node:tls, which never listens here, does to
 * the listener underneath what it does to its own.
 */
export class TlsContexts {
  readonly #listener: TCPSocketListener<unknown>
  #server: Server | undefined
  #names: ReadonlyMap<string, KeyAndCertificate> = new Map()

  /** The listener began with the first of them; where there is no other, it is left alone. */
  constructor(listener: TCPSocketListener<unknown>, certificates: readonly KeyAndCertificate[]) {
    this.#listener = listener
    if (certificates.length > 1) this.#name(certificates)
  }

  replace(certificates: readonly KeyAndCertificate[]) {
    const [first] = certificates
    if (!first) return
    this.#owner.setSecureContext(optionsOf(first))
    this.#name(certificates)
  }

  #name(certificates: readonly KeyAndCertificate[]) {
    const [first, ...others] = certificates
    if (!first) return
    const wanted = byName(others.length === 0 ? [] : certificates)
    // A name cannot be taken away again; one that nobody has any more gets what unknown names get.
    for (const name of this.#names.keys()) if (!wanted.has(name)) wanted.set(name, first)
    for (const [name, certificate] of wanted) this.#owner.addContext(name, optionsOf(certificate))
    this.#names = wanted
  }

  get #owner(): Server {
    this.#server ??= Object.assign(createServer(), { _handle: this.#listener })
    return this.#server
  }
}

/** Whose each name is: the first's that has it. */
export function byName(certificates: readonly KeyAndCertificate[]): Map<string, KeyAndCertificate> {
  const names = new Map<string, KeyAndCertificate>()
  for (const certificate of certificates) {
    for (const name of namesIn(certificate)) {
      if (!names.has(name)) names.set(name, certificate)
    }
  }
  return names
}

function optionsOf({ cert, key }: KeyAndCertificate) {
  // Our order counts, not that of whoever asks.
  return { cert, key, ciphers: CIPHERS, secureOptions: constants.SSL_OP_CIPHER_SERVER_PREFERENCE }
}

/** The DNS names of a certificate; `*.example.org` stands for one label. */
export function namesIn({ cert }: KeyAndCertificate): string[] {
  return (new X509Certificate(cert).subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length).toLowerCase())
}
