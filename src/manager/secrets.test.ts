import { describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSealer, loadSecrets, sessionPassword } from './secrets.ts'

describe('a sealer', () => {
  const sealer = createSealer(randomBytes(32))
  const sealed = sealer.seal('hunter2', 'session a')

  test('opens what it sealed, for that context alone', () => {
    expect(sealer.open(sealed, 'session a')).toBe('hunter2')
    expect(() => sealer.open(sealed, 'session b')).toThrow()
  })

  test('never makes the same bytes twice, nor shows the plain text', () => {
    expect(sealer.seal('hunter2', 'session a').equals(sealed)).toBe(false)
    expect(sealed.includes('hunter2')).toBe(false)
  })

  test('refuses another key and changed bytes', () => {
    const changed = Buffer.from(sealed)
    changed[30] = (changed[30] ?? 0) ^ 1
    expect(() => createSealer(randomBytes(32)).open(sealed, 'session a')).toThrow()
    expect(() => sealer.open(changed, 'session a')).toThrow()
  })
})

describe('loadSecrets', () => {
  test('makes keys once, readable by their owner alone', () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'casement-secrets-')), 'secrets')
    const first = loadSecrets(dir, undefined)
    const again = loadSecrets(dir, undefined)
    expect(again.token).toBe(first.token)
    expect(again.sealer.open(first.sealer.seal('x', 'c'), 'c')).toBe('x')
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    for (const name of ['master.key', 'manager-token']) {
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
    }
  })
})

test('a session password has the 8 characters that VncAuth counts', () => {
  expect(sessionPassword()).toMatch(/^[\w-]{8}$/)
  expect(sessionPassword()).not.toBe(sessionPassword())
})
