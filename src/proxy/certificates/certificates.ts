import type { Config } from '../../config.ts'
import type { Peer } from '../../contract/peer.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { keepCertificate } from './acme/keeper.ts'
import { orderCertificate } from './acme/order.ts'
import { AcmeStore } from './acme/store.ts'
import { loadCertificates } from './certificate.ts'
import { CertificateKeeper } from './keeper.ts'
import { CertificateReports } from './reports.ts'
import type { KeyAndCertificate } from './self-signed.ts'

const log = logger('proxy')

/** Who serves what is decided here. */
export type Servers = {
  certify(certificates: readonly KeyAndCertificate[]): void
  prove(proofs: ReadonlyMap<string, string>): void
}

/** The certificates of the front door, from wherever they come, for as long as it is open. */
export class Certificates {
  readonly #config: Config
  readonly #reports = new CertificateReports()
  readonly #store: AcmeStore | undefined
  readonly #kept: KeyAndCertificate | undefined
  /** To begin with. None: plain HTTP. */
  readonly first: readonly KeyAndCertificate[]

  /** Throws a ConfigError where what is configured cannot be used. */
  constructor(config: Config, now: Date) {
    this.#config = config
    const { acmeDomains, acmeDirectory, dataDir } = config
    if (acmeDomains.length > 0) {
      this.#store = new AcmeStore(dataDir, acmeDirectory)
      this.#kept = this.#readKept(this.#store, now)
    }
    this.first = this.#kept ? [this.#kept] : config.http ? [] : loadCertificates(config, now)
    this.#reports.show(this.first)
  }

  /** Whom to tell of them. */
  set peer(peer: Peer) {
    this.#reports.peer = peer
  }

  /** Looks after them until aborted. */
  async run(servers: Servers, signal: AbortSignal): Promise<void> {
    const certify = (certificates: readonly KeyAndCertificate[]) => {
      servers.certify(certificates)
      this.#reports.show(certificates)
    }
    const troubled = (trouble: string | undefined) => this.#reports.trouble(trouble)
    const config = this.#config
    const store = this.#store
    const files = new CertificateKeeper(config, certify, troubled)
    const work = [files.run(signal), this.#reports.run(signal)]
    if (store) {
      const order = () => orderCertificate(config, store, (proofs) => servers.prove(proofs))
      const changed = (certificate: KeyAndCertificate) => {
        store.keepCertificate(certificate)
        certify([certificate])
      }
      const names = config.acmeDomains
      work.push(keepCertificate({ names, kept: this.#kept, order, changed, troubled }, signal))
    }
    await Promise.all(work)
  }

  #readKept(store: AcmeStore, now: Date): KeyAndCertificate | undefined {
    try {
      return store.readCertificate(this.#config.acmeDomains, now)
    } catch (error) {
      log.warn('The kept certificate cannot be read; the authority is asked for another', {
        cause: messageOf(error),
      })
      return undefined
    }
  }
}
