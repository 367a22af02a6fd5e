import { expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { letConnectionsMigrate } from './migration.ts'

test('connections may migrate where the kernel knows of it; elsewhere nothing happens', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'tcp_migrate_req')
  expect(letConnectionsMigrate(path)).toBe(false)
  writeFileSync(path, '0\n')
  expect(letConnectionsMigrate(path)).toBe(true)
  expect(readFileSync(path, 'utf8')).toBe('1')
})
