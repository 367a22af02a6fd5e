import { describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { placeKeys, readKeys } from './keys.ts'
import { readPassphrase } from './passphrase.ts'

function installation() {
  const folder = temporaryFolder()
  mkdirSync(join(folder.path, 'secrets'))
  writeFileSync(join(folder.path, 'secrets/master.key'), Buffer.from([0, 255, 10]))
  writeFileSync(join(folder.path, 'secrets/agent.key'), 'agent')
  writeFileSync(join(folder.path, 'secrets/tls.key.part'), 'half a ke')
  return folder
}

describe('keys', () => {
  test('come back byte by byte, closed to others, and a second time changes nothing', async () => {
    using from = installation()
    using to = temporaryFolder()
    const keys = await readKeys(from.path)
    expect(keys.map(({ path }) => path).toSorted()).toEqual([
      'secrets/agent.key',
      'secrets/master.key',
    ])
    await placeKeys(to.path, keys)
    await placeKeys(to.path, keys)

    const master = join(to.path, 'secrets/master.key')
    expect([...readFileSync(master)]).toEqual([0, 255, 10])
    expect(statSync(master).mode & 0o777).toBe(0o600)
    expect(statSync(join(to.path, 'secrets')).mode & 0o777).toBe(0o700)
  })

  test('are not written where one of another installation is', async () => {
    using from = installation()
    using to = temporaryFolder()
    mkdirSync(join(to.path, 'secrets'))
    writeFileSync(join(to.path, 'secrets/master.key'), 'of somebody else')
    await expect(placeKeys(to.path, await readKeys(from.path))).rejects.toThrow('differs')
    expect(existsSync(join(to.path, 'secrets/agent.key'))).toBe(false)
  })

  test('without the master key there is nothing to back up', async () => {
    using folder = temporaryFolder()
    await expect(readKeys(folder.path)).rejects.toThrow('There is no')
  })
})

test('a passphrase is the first line of its file, else the variable, and not a short one', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'passphrase')
  writeFileSync(path, ' spaces count \r\nthis does not\n')
  expect(readPassphrase(path, 'the variable')).toBe(' spaces count ')
  expect(readPassphrase('', 'the variable')).toBe('the variable')
  expect(() => readPassphrase('', undefined)).toThrow('--passphrase-file')
  expect(() => readPassphrase('', 'short')).toThrow('fewer than 8')
  expect(() => readPassphrase(join(folder.path, 'none'), 'the variable')).toThrow('cannot be read')
})
