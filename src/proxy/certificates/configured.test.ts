import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../config.ts'
import { until } from '../../testing/until.ts'
import { readConfigured } from './configured.ts'
import { CertificateKeeper } from './keeper.ts'
import { type KeyAndCertificate, selfSigned } from './self-signed.ts'

const NOW = new Date()
const root = mkdtempSync(join(tmpdir(), 'casement-tls-'))
const desk = selfSigned(['desk.example'], NOW)
const other = selfSigned(['other.example'], NOW)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(root, 'files-'))
})

afterAll(() => rmSync(root, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function files(...pairs: KeyAndCertificate[]) {
  return {
    tlsCert: pairs.map(({ cert }, i) => file(`${i}.crt`, cert)),
    tlsKey: pairs.map(({ key }, i) => file(`${i}.key`, key)),
  }
}

describe('configured certificates', () => {
  const read = (cert: string, key: string, now = NOW) => readConfigured(files({ cert, key }), now)

  test('are used as they are, in their order', () => {
    expect(readConfigured(files(desk, other), NOW)).toEqual([desk, other])
  })

  test('must belong to their keys, be PEM, and be there', () => {
    expect(() => read(desk.cert, other.key)).toThrow('is not that of the certificate in')
    expect(() => read('nonsense', desk.key)).toThrow('must be a PEM file')
    expect(() => read(desk.cert, 'nonsense')).toThrow('without a passphrase')
    const nowhere = { tlsCert: ['/nowhere.crt'], tlsKey: ['/n'] }
    expect(() => readConfigured(nowhere, NOW)).toThrow('tls-cert: /nowhere.crt')
    expect(() => readConfigured(nowhere, NOW)).toThrow(ConfigError)
  })

  test('must come in the order of who signed whom, and must not be over', () => {
    expect(() => read(other.cert + desk.cert, desk.key)).toThrow("server's own first")
    expect(() => read(desk.cert + other.cert, desk.key)).toThrow('not in order')
    expect(() => read(desk.cert + desk.cert, desk.key)).not.toThrow() // it signed itself
    const late = new Date(NOW.getTime() + 400 * 24 * 60 * 60 * 1000)
    expect(() => read(desk.cert, desk.key, late)).toThrow('has expired on')
  })
})

test('files that change are read again; what cannot be used changes nothing', async () => {
  const paths = files(desk)
  const heard: (readonly KeyAndCertificate[])[] = []
  const troubles: (string | undefined)[] = []
  const keeper = new CertificateKeeper(
    paths,
    (certificates) => heard.push(certificates),
    (trouble) => troubles.push(trouble),
  )
  const over = new AbortController()
  const keeping = keeper.run(over.signal, 5)
  keeper.reload()
  expect(heard).toEqual([[desk]])

  file('0.crt', other.cert) // its key is not there yet
  keeper.reload()
  expect(heard).toHaveLength(1)
  expect(troubles.at(-1)).toContain('is not that of the certificate')

  renameSync(file('new.key', other.key), paths.tlsKey[0] ?? '')
  await until('the new pair', async () => heard.length === 2)
  expect(heard[1]).toEqual([other])
  expect(troubles.at(-1)).toBeUndefined()
  over.abort()
  await keeping
})
