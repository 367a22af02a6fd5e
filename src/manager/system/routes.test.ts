import { afterAll, expect, test } from 'bun:test'
import { enrolHost, recordCertificates } from '../../db/hosts.ts'
import { agents } from '../../db/schema.ts'
import { addAgent } from '../../testing/fixtures.ts'
import { testManager } from '../../testing/manager.ts'

const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

test('an agent that has fallen silent is no agent that can run sessions', async () => {
  const admin = await manager.signIn('admin')
  await addAgent(manager.db, 'atlas', 6)
  const page = async () => (await admin.get('/admin/system')).text()
  expect(await page()).toContain('Can run sessions')
  await manager.db.update(agents).set({ checkedInAt: new Date(manager.clock.now - 31_000) })
  expect(await page()).not.toContain('Can run sessions')
  expect(await page()).toContain('It stopped checking in')
})

test('an admin reads which certificates front doors show, and what is wrong with them', async () => {
  const admin = await manager.signIn('admin')
  const page = async () => (await admin.get('/admin/system')).text()
  const zone = { zone: 'default', version: 'test', publicKey: 'of the door' }
  const door = await enrolHost(manager.db, { role: 'proxy', name: 'gate-7', ...zone })
  expect(await page()).not.toContain('gate-7')
  const expires = manager.clock.now + 40.5 * 24 * 60 * 60 * 1000
  const names = ['desk.test', '<b>www</b>.desk.test']
  const certificate = { names, issuer: 'An authority', selfSigned: false, expires }
  await recordCertificates(manager.db, door.id, { certificates: [certificate], trouble: 'No <i>.' })
  const shown = await page()
  expect(shown).toContain('gate-7')
  expect(shown).toContain('desk.test, &lt;b>www&lt;/b>.desk.test')
  expect(shown).toContain('An authority')
  expect(shown).toContain('In 40 days')
  expect(shown).toContain('gate-7 got no new certificate')
  expect(shown).toContain('No &lt;i>.')
  await recordCertificates(manager.db, door.id, { certificates: [] })
  expect(await page()).toContain('Plain HTTP')
  expect(await page()).not.toContain('got no new certificate')
})
