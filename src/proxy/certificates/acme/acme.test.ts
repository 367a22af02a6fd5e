import { expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../testing/folder.ts'
import { type KeyAndCertificate, selfSigned, VALID_DAYS } from '../self-signed.ts'
import { runHook } from './hook.ts'
import { keepCertificate } from './keeper.ts'
import { renewAt } from './renewal.ts'
import { AcmeStore } from './store.ts'

const DAY = 24 * 60 * 60 * 1000
const DIRECTORY = 'https://ca.test:14000/dir'
const NOW = new Date()
const pair = selfSigned(['desk.test', 'www.desk.test'], NOW)

test('a certificate is renewed at two thirds of its life, or a little before', () => {
  const start = Math.floor(NOW.getTime() / 1000) * 1000 - DAY
  const life = (VALID_DAYS + 1) * DAY
  expect(renewAt(pair.cert, 0)).toBeCloseTo(start + (life * 2) / 3, -1)
  const early = renewAt(pair.cert, 0) - renewAt(pair.cert, 1)
  expect(early).toBeCloseTo(life / 60, -1)
})

test('what an authority gave is kept for us alone, for exactly these names, while it lasts', () => {
  using folder = temporaryFolder()
  const store = new AcmeStore(folder.path, DIRECTORY)
  const names = ['www.desk.test', 'desk.test']
  expect(store.readCertificate(names, NOW)).toBeUndefined()
  expect(store.readAccount()).toBeUndefined()
  store.keepAccount('the key')
  store.keepCertificate(pair)
  const again = new AcmeStore(folder.path, DIRECTORY)
  expect(again.readAccount()).toBe('the key')
  expect(again.readCertificate(names, NOW)?.cert.trim()).toBe(pair.cert.trim())
  expect(again.readCertificate(['desk.test'], NOW)).toBeUndefined()
  const late = new Date(NOW.getTime() + 400 * DAY)
  expect(again.readCertificate(names, late)).toBeUndefined()
  const other = new AcmeStore(folder.path, 'https://other.test/dir')
  expect(other.readCertificate(names, NOW)).toBeUndefined()

  const path = join(folder.path, 'acme/ca.test_14000')
  expect(statSync(path).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(path)) {
    expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
  }
})

/** Runs until something was said; what was said. */
async function keep(kept: KeyAndCertificate | undefined, order: () => Promise<KeyAndCertificate>) {
  const over = new AbortController()
  const said: unknown[] = []
  await keepCertificate(
    {
      names: ['desk.test'],
      kept,
      order,
      changed: (certificate) => said.push(certificate),
      troubled: (trouble) => {
        said.push(trouble)
        over.abort()
      },
    },
    over.signal,
  )
  return said
}

test('a certificate is asked for, and the reason told where there is none', async () => {
  expect(await keep(undefined, async () => pair)).toEqual([pair, undefined])
  const refuse = () => Promise.reject(new Error('desk.test leads nowhere'))
  expect(await keep(undefined, refuse)).toEqual(['desk.test leads nowhere'])
  const old = selfSigned(['desk.test'], new Date(NOW.getTime() - 300 * DAY))
  expect(await keep(old, async () => pair)).toEqual([pair, undefined])
})

test('one that is not due is left alone, and an order that hangs holds up no end', async () => {
  const over = new AbortController()
  let asked = 0
  const order = () => {
    asked++
    return new Promise<KeyAndCertificate>(() => undefined)
  }
  const nobody = { names: [], order, changed: () => undefined, troubled: () => undefined }
  const kept = keepCertificate({ ...nobody, kept: pair }, over.signal)
  const hung = keepCertificate({ ...nobody, kept: undefined }, over.signal)
  over.abort()
  await Promise.all([kept, hung])
  expect(asked).toBe(1)
})

test('a hook is told what to set, with no shell in between, and what it says is told', async () => {
  using folder = temporaryFolder()
  const hook = join(folder.path, 'hook')
  const body = `printf '%s|' "$@" >'${folder.path}/said'; [ "$1" = add ] || { echo no such zone >&2; exit 3; }`
  writeFileSync(hook, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  await runHook(hook, 'add', '_acme-challenge.desk.test', 'a value; $(id)')
  const said = readFileSync(join(folder.path, 'said'), 'utf8')
  expect(said).toBe('add|_acme-challenge.desk.test|a value; $(id)|')
  await expect(runHook(hook, 'remove', 'n', 'v')).rejects.toThrow('no such zone')
})
