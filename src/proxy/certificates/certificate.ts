import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { readConfigured } from './configured.ts'
import { type KeyAndCertificate, selfSigned } from './self-signed.ts'

/** A certificate of our own is made anew this long before its end. */
const RENEW_BEFORE = 30 * 24 * 60 * 60 * 1000

type Wanted = Pick<Config, 'tlsCert' | 'tlsKey' | 'secretsDir' | 'hostname'>

/** The configured certificates, or one of our own. */
export function loadCertificates(config: Wanted, now: Date): readonly KeyAndCertificate[] {
  return config.tlsCert.length > 0 ? readConfigured(config, now) : [ownCertificate(config, now)]
}

/** One of our own, kept in `secrets` and made anew when it no longer fits. */
function ownCertificate(config: Wanted, now: Date): KeyAndCertificate {
  const paths = {
    key: join(config.secretsDir, 'tls.key'),
    cert: join(config.secretsDir, 'tls.crt'),
  }
  const kept = existsSync(paths.key) && existsSync(paths.cert) ? readPair(paths) : undefined
  if (kept && stillFits(kept, config.hostname, now)) return kept
  const made = selfSigned(namesOf(config.hostname), now)
  mkdirSync(config.secretsDir, { recursive: true, mode: 0o700 })
  write(paths.key, made.key, 0o600)
  write(paths.cert, made.cert, 0o644)
  return made
}

function readPair(paths: KeyAndCertificate): KeyAndCertificate {
  return { key: readFileSync(paths.key, 'utf8'), cert: readFileSync(paths.cert, 'utf8') }
}

/** False also where a crash left half of the pair: then it is made again. */
function stillFits(pair: KeyAndCertificate, hostname: string, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pair.cert)
    const named = isIP(hostname) ? certificate.checkIP(hostname) : certificate.checkHost(hostname)
    const lasts = Date.parse(certificate.validTo) - now.getTime() > RENEW_BEFORE
    return named !== undefined && lasts && certificate.checkPrivateKey(createPrivateKey(pair.key))
  } catch {
    return false
  }
}

/** Every name and address by which somebody may come here. */
function namesOf(hostname: string): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address }) => address)
    .filter((address) => !/^fe80:|^169\.254\./i.test(address))
  return [...new Set([hostname, 'localhost', '127.0.0.1', '::1', ...addresses])]
}

function write(path: string, text: string, mode: number) {
  const part = `${path}.part`
  writeFileSync(part, text, { mode })
  renameSync(part, path)
}
