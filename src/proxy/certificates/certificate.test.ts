import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCertificates } from './certificate.ts'
import { type KeyAndCertificate, selfSigned, VALID_DAYS } from './self-signed.ts'

const NOW = new Date('2026-11-22T08:00:00Z')
const DAY = 24 * 60 * 60 * 1000
const root = mkdtempSync(join(tmpdir(), 'casement-tls-'))
let secretsDir: string

beforeEach(() => {
  secretsDir = mkdtempSync(join(root, 'secrets-'))
})

afterAll(() => rmSync(root, { recursive: true }))

function load(parts: { hostname?: string } = {}, now = NOW): KeyAndCertificate {
  const config = { secretsDir, hostname: 'desk.example', tlsCert: [], tlsKey: [], ...parts }
  const [own] = loadCertificates(config, now)
  if (!own) throw new Error('There is no certificate')
  return own
}

describe('a certificate of our own', () => {
  test('is proper X.509 for its names', () => {
    const { cert } = selfSigned(['desk.example', '10.1.2.3', '2001:db8::7', '::1'], NOW)
    const certificate = new X509Certificate(cert)
    expect(certificate.checkHost('desk.example')).toBe('desk.example')
    expect(certificate.checkIP('10.1.2.3')).toBe('10.1.2.3')
    expect(certificate.subjectAltName).toContain('2001:DB8:0:0:0:0:0:7')
    expect(certificate.subjectAltName).toContain('0:0:0:0:0:0:0:1')
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.ca).toBe(false)
    expect(new Date(certificate.validTo).getTime()).toBe(NOW.getTime() + VALID_DAYS * DAY)
  })

  test('opens TLS to a client that trusts it', async () => {
    const tls = selfSigned(['localhost'], new Date())
    using server = Bun.serve({ port: 0, tls, fetch: () => new Response('secure') })
    const url = `https://localhost:${server.port}/`
    expect(await (await fetch(url, { tls: { ca: tls.cert } })).text()).toBe('secure')
    await expect(fetch(url)).rejects.toThrow()
  })

  test('is kept, its key for us alone', () => {
    const made = load()
    expect(load()).toEqual(made)
    expect(statSync(join(secretsDir, 'tls.key')).mode & 0o777).toBe(0o600)
    expect(new X509Certificate(made.cert).checkHost('desk.example')).toBe('desk.example')
    expect(new X509Certificate(made.cert).checkIP('127.0.0.1')).toBe('127.0.0.1')
  })

  test('is made anew for another name, shortly before its end, and when half of it is lost', () => {
    const first = load()
    const renamed = load({ hostname: 'other.example' })
    expect(renamed.cert).not.toBe(first.cert)
    const later = new Date(NOW.getTime() + (VALID_DAYS - 29) * DAY)
    const renewed = load({ hostname: 'other.example' }, later)
    expect(renewed.cert).not.toBe(renamed.cert)
    writeFileSync(join(secretsDir, 'tls.key'), first.key)
    expect(load({ hostname: 'other.example' }, later).cert).not.toBe(renewed.cert)
    writeFileSync(join(secretsDir, 'tls.crt'), '')
    expect(load({ hostname: 'other.example' }, later).cert).toStartWith('-----BEGIN CERTIFICATE')
  })
})
