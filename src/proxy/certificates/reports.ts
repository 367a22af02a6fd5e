import { X509Certificate } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import type { CertificateReport } from '../../contract/certificate.ts'
import { type Peer, PeerRefused, post } from '../../contract/peer.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { pause } from '../../pause.ts'
import type { KeyAndCertificate } from './self-signed.ts'

const log = logger('proxy')

const EVERY_MS = 5000
/** So often it is said again: who is silent for long is no front door any more. */
const AGAIN_MS = 60 * 60_000
const MOST_NAMES = 200
const MOST_SAID = 1000

/** Tells the manager which certificates browsers see, and what is wrong with them. */
export class CertificateReports {
  #certificates: readonly KeyAndCertificate[] = []
  #trouble: string | undefined
  #peer: Peer | undefined
  #told = false
  #toldAt = 0

  set peer(peer: Peer) {
    this.#peer = peer
    this.#told = false
  }

  show(certificates: readonly KeyAndCertificate[]) {
    this.#certificates = certificates
    this.#told = false
  }

  trouble(trouble: string | undefined) {
    this.#trouble = trouble?.slice(0, MOST_SAID)
    this.#told = false
  }

  /** Until aborted. What could not be told is told later. */
  async run(signal: AbortSignal, everyMs = EVERY_MS): Promise<void> {
    while (!signal.aborted) {
      if (performance.now() - this.#toldAt > AGAIN_MS) this.#told = false
      if (this.#peer && !this.#told) await this.#tell(this.#peer)
      await pause(everyMs, signal)
    }
  }

  async #tell(peer: Peer) {
    const report: CertificateReport = {
      certificates: this.#certificates.map(describe),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    }
    this.#told = true
    this.#toldAt = performance.now()
    try {
      await post(peer, '/internal/v1/certificates', report, Type.Object({}))
    } catch (error) {
      // A manager of an older version does not ask for it.
      this.#told = error instanceof PeerRefused
      log.debug('The manager was not told of the certificates', { cause: messageOf(error) })
    }
  }
}

function describe({ cert }: KeyAndCertificate): CertificateReport['certificates'][number] {
  const { subjectAltName, issuer, subject, validTo } = new X509Certificate(cert)
  const names = (subjectAltName ?? '').split(', ').map((name) => name.replace(/^[^:]*:/, ''))
  const called = /^O=(.+)$/m.exec(issuer) ?? /^CN=(.+)$/m.exec(issuer)
  return {
    names: names.filter(Boolean).slice(0, MOST_NAMES),
    issuer: called?.[1] ?? issuer.replaceAll('\n', ', '),
    selfSigned: issuer === subject,
    expires: Date.parse(validTo),
  }
}
