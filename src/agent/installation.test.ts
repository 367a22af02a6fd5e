import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { temporaryFolder } from '../testing/folder.ts'
import { rememberedInstallation, rememberInstallation } from './installation.ts'

test('remembers the last installation that this host joined, in one file', () => {
  using folder = temporaryFolder()
  expect(rememberedInstallation(folder.path)).toBeUndefined()
  for (const installation of ['first', 'second', 'second']) {
    rememberInstallation(folder.path, installation)
    expect(rememberedInstallation(folder.path)).toBe(installation)
  }
  expect(readdirSync(folder.path)).toEqual(['agent-installation'])
})
