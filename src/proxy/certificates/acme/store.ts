import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../../errors.ts'
import { namesIn } from '../contexts.ts'
import type { KeyAndCertificate } from '../self-signed.ts'

/** What lasts of an authority: the key of our account there, and the certificate that it gave. */
export class AcmeStore {
  readonly #folder: string

  /** One folder an authority: a trial one knows neither the account nor the certificate of another. */
  constructor(dataDir: string, directory: string) {
    this.#folder = join(dataDir, 'acme', new URL(directory).host.replace(':', '_'))
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  readAccount(): string | undefined {
    return this.#read('account.key')
  }

  keepAccount(key: string) {
    this.#write('account.key', key)
  }

  /** Undefined where there is none for exactly these names, or it is over. */
  readCertificate(names: readonly string[], now: Date): KeyAndCertificate | undefined {
    const text = this.#read('certificate.pem') ?? ''
    const cut = text.indexOf('-----BEGIN CERTIFICATE')
    if (cut < 0) return undefined
    const pair = { key: text.slice(0, cut), cert: text.slice(cut) }
    const certificate = new X509Certificate(pair.cert)
    const same = namesIn(pair).sort().join() === [...names].sort().join()
    const lasts = Date.parse(certificate.validTo) > now.getTime()
    const whole = certificate.checkPrivateKey(createPrivateKey(pair.key))
    return same && lasts && whole ? pair : undefined
  }

  /** Key and certificates are one file: a crash leaves no half of a pair. */
  keepCertificate({ key, cert }: KeyAndCertificate) {
    this.#write('certificate.pem', `${key.trim()}\n${cert.trim()}\n`)
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#folder, name), 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  #write(name: string, text: string) {
    const path = join(this.#folder, name)
    writeFileSync(`${path}.part`, text, { mode: 0o600, flush: true })
    renameSync(`${path}.part`, path)
  }
}
