/** Sessions that were live in a backup: those that are still there go on, the others end. */
import { expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker, tracesOf } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { removeSessionsOf, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const BINARY = join(import.meta.dir, '../../dist/casement')
const PASSWORD = 'a quiet window that opens'

test(
  'after a restore a session with its container opens again, one without has failed',
  async () => {
    using folder = temporaryFolder()
    using home = temporaryFolder()
    using target = temporaryFolder()
    const file = join(folder.path, 'backup')
    const passphrase = join(folder.path, 'passphrase')
    writeFileSync(passphrase, 'what only the two of us know')
    async function casement(command: string, dataDir: string) {
      const flags = ['--data-dir', dataDir, '--passphrase-file', passphrase]
      const env = { PATH: process.env.PATH ?? '', CASEMENT_CONFIG: '/dev/null' }
      const child = Bun.spawn([BINARY, command, file, ...flags], { env, stdout: 'ignore' })
      expect(await child.exited).toBe(0)
    }

    const source = await startProduct({ dataDir: home.path })
    using _ = { [Symbol.dispose]: () => removeSessionsOf(home.path) }
    let stays = ''
    let goes = ''
    try {
      const admin = new Visitor(source.url)
      await admin.signInAnew('admin', source.adminPassword(), PASSWORD)
      stays = await admin.launch('Desktop')
      goes = await admin.launch('Desktop')
      await casement('backup', source.dataDir)
    } finally {
      await source[Symbol.asyncDispose]()
    }
    await docker('rm', '--force', `casement-${goes}`)
    await casement('restore', target.path)

    await using product = await startProduct({ dataDir: target.path })
    const admin = new Visitor(product.url)
    await admin.signIn('admin', PASSWORD)
    async function stateOf(session: string) {
      const json = { accept: 'application/json' }
      return (await (await admin.get(`/sessions/${session}/progress`, json)).json()).state
    }
    await until('the one that is gone to fail', async () => (await stateOf(goes)) === 'failed', 60)
    expect(await stateOf(stays)).toBe('running')
    await until('the other one to open', async () => {
      await admin.post(`/sessions/${stays}/ticket`)
      return (await admin.open(stays)) === 101
    })
    await admin.post(`/sessions/${stays}/delete`)
    await until('no trace of it', async () => (await tracesOf(stays)).length === 0)
  },
  2 * IMAGES_SECONDS * 1000,
)
