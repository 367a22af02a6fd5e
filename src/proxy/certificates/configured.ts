import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from '../../config.ts'
import { messageOf } from '../../errors.ts'
import type { KeyAndCertificate } from './self-signed.ts'

/** `tls-cert` and `tls-key`: as many files each, the first pair for whoever asks for no name of the others. */
export type CertificateFiles = {
  readonly tlsCert: readonly string[]
  readonly tlsKey: readonly string[]
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Throws a ConfigError that says which file is wrong, and how. */
export function readConfigured(files: CertificateFiles, now: Date): KeyAndCertificate[] {
  return files.tlsCert.map((certPath, i) => {
    const keyPath = files.tlsKey[i] ?? ''
    const pair = {
      cert: readOrExplain('tls-cert', certPath),
      key: readOrExplain('tls-key', keyPath),
    }
    check(pair, certPath, keyPath, now)
    return pair
  })
}

function check({ cert, key }: KeyAndCertificate, certPath: string, keyPath: string, now: Date) {
  const chain = chainOf(cert, certPath)
  const [own] = chain
  const secret = keyOf(key, keyPath)
  if (!own?.checkPrivateKey(secret)) {
    if (chain.some((one) => one.checkPrivateKey(secret))) {
      throw new ConfigError(
        `tls-cert: ${certPath} begins with the certificate of an authority. Put the server's own first, then that of who signed it.`,
      )
    }
    throw new ConfigError(`The key in ${keyPath} is not that of the certificate in ${certPath}.`)
  }
  chain.forEach((one, i) => {
    const next = chain[i + 1]
    if (next && one.issuer !== next.subject) {
      throw new ConfigError(
        `tls-cert: in ${certPath} the certificates are not in order. Each must be followed by that of who signed it.`,
      )
    }
  })
  if (Date.parse(own.validTo) <= now.getTime()) {
    throw new ConfigError(`tls-cert: ${certPath} has expired on ${own.validTo}. Renew it.`)
  }
}

function chainOf(cert: string, path: string): X509Certificate[] {
  try {
    const chain = (cert.match(BLOCK) ?? []).map((block) => new X509Certificate(block))
    if (chain.length > 0) return chain
  } catch (error) {
    throw new ConfigError(`tls-cert: ${path} cannot be understood: ${messageOf(error)}`)
  }
  throw new ConfigError(`tls-cert: ${path} must be a PEM file, and has no certificate.`)
}

function keyOf(key: string, path: string) {
  try {
    return createPrivateKey(key)
  } catch (error) {
    throw new ConfigError(
      `tls-key: ${path} must be a PEM file without a passphrase: ${messageOf(error)}`,
    )
  }
}

function readOrExplain(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${setting}: ${path} cannot be read: ${messageOf(error)}`)
  }
}
