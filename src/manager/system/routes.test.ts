import { afterAll, expect, test } from 'bun:test'
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
