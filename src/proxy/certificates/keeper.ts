import { statSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { pause } from '../../pause.ts'
import { type CertificateFiles, readConfigured } from './configured.ts'
import type { KeyAndCertificate } from './self-signed.ts'

const log = logger('proxy')

/** Files that stay the same for so long have been written to their end. */
const EVERY_MS = 5000

/** Looks after the configured files, and hands on what they become. */
export class CertificateKeeper {
  readonly #files: CertificateFiles
  readonly #changed: (certificates: readonly KeyAndCertificate[]) => void
  readonly #troubled: (trouble: string | undefined) => void
  /** What the files looked like when they were read last, and at the last look. */
  #read: string
  #seen: string

  constructor(
    files: CertificateFiles,
    changed: (certificates: readonly KeyAndCertificate[]) => void,
    troubled: (trouble: string | undefined) => void,
  ) {
    this.#files = files
    this.#changed = changed
    this.#troubled = troubled
    this.#read = this.#look()
    this.#seen = this.#read
  }

  /** Until aborted. A look is one `stat` a file. */
  async run(signal: AbortSignal, everyMs = EVERY_MS): Promise<void> {
    if (this.#files.tlsCert.length === 0) return
    while (!signal.aborted) {
      await pause(everyMs, signal)
      const now = this.#look()
      if (now !== this.#read && now === this.#seen) this.reload()
      this.#seen = now
    }
  }

  /** At once. What cannot be used is told, and the certificates of before stay. */
  reload() {
    if (this.#files.tlsCert.length === 0) return
    this.#read = this.#look()
    try {
      this.#changed(readConfigured(this.#files, new Date()))
      this.#troubled(undefined)
      log.info('The certificates were read again', { files: this.#files.tlsCert.join() })
    } catch (error) {
      this.#troubled(messageOf(error))
      log.error('The new certificates cannot be used, those of before stay', {
        cause: messageOf(error),
      })
    }
  }

  /** Also where a name leads to another file, as links of certbot and Kubernetes do. */
  #look(): string {
    return [...this.#files.tlsCert, ...this.#files.tlsKey]
      .map((path) => statSync(path, { throwIfNoEntry: false }))
      .map((stat) => (stat ? `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}` : 'none'))
      .join()
  }
}
