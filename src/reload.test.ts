import { describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from './config.ts'
import { Reloading } from './reload.ts'
import { temporaryFolder } from './testing/folder.ts'

/** A service with this configuration file, and what it has been told of. */
function service(text: string) {
  const folder = temporaryFolder()
  const path = join(folder.path, 'casement.toml')
  const write = (next: string) => writeFileSync(path, `log-level = "error"\n${next}`)
  write(text)
  const read = () => readConfig(['--config', path], {})
  const reloading = new Reloading(read(), read)
  const told: Config[] = []
  reloading.add(async (config) => void told.push(config))
  return { write, reloading, told, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

describe('a reload', () => {
  test('takes over what can be changed, and names what waits for a restart', async () => {
    using one = service('drain-seconds = 20\nport = 8443\n')
    one.write('drain-seconds = 5\nport = 9443\ntoken = "another"\n')
    const { taken, says } = await one.reloading.reload()
    expect(says.join(' ')).toContain('Changed: drain-seconds.')
    expect(says.join(' ')).toContain('Only a restart changes port, token:')
    expect(taken).toBe(true)
    expect(one.told).toEqual([expect.objectContaining({ drainSeconds: 5, port: 8443 })])
    expect(one.reloading.config.token).toBeUndefined()

    const again = await one.reloading.reload()
    expect(again.says.join(' ')).toContain('nothing in it has changed')
    expect(again.says.join(' ')).toContain('Only a restart changes port, token:')
  })

  test('refuses what cannot be used with a sentence, and goes on as before', async () => {
    using one = service('drain-seconds = 20\n')
    one.write('drain-seconds = "soon"\n')
    const { taken, says } = await one.reloading.reload()
    expect(says.join(' ')).toMatch(/cannot be used.*drain-seconds in .*casement\.toml/)
    expect(taken).toBe(false)
    expect(one.told).toEqual([])
    expect(one.reloading.config.drainSeconds).toBe(20)
  })

  test('is refused where a part of the service cannot take it over', async () => {
    using one = service('drain-seconds = 20\n')
    one.reloading.add(() => Promise.reject(new Error('The key is not that of the certificate.')))
    one.write('drain-seconds = 5\n')
    const { taken, says } = await one.reloading.reload()
    expect(says.join(' ')).toContain('The key is not that of the certificate.')
    expect(taken).toBe(false)
    expect(one.reloading.config.drainSeconds).toBe(20)
  })
})
