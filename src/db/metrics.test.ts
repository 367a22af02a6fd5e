import { afterAll, expect, test } from 'bun:test'
import type { Metric } from '../metrics.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent } from '../testing/fixtures.ts'
import { sessionFixtures } from '../testing/sessions.ts'
import { applyEvent } from './events.ts'
import { installationMetrics } from './metrics.ts'

const database = await testDatabase()
const { db } = database
const it = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

async function figures(): Promise<Map<string, Metric['samples']>> {
  const metrics = await installationMetrics(db, Date.now())
  return new Map(metrics.map(({ name, samples }) => [name, samples]))
}

test('sessions by state, and how launches went', async () => {
  const { alice } = await it.anew()
  await addAgent(db, 'atlas')
  const session = await it.launch(alice)
  const found = await figures()
  expect(found.get('sessions')).toEqual([{ labels: { state: session.state }, value: 1 }])
  expect(found.get('launches_last_hour')).toEqual([{ value: 1 }])
  expect(found.get('agents_enabled')).toEqual([{ labels: { agent: 'atlas' }, value: 1 }])
  expect(found.get('agent_check_in_age_seconds')?.length).toBeLessThanOrEqual(1)
  await applyEvent(db, 'system', session.id, 'fail', { failure: { kind: 'vanished' } })
  expect((await figures()).get('failed_launches_last_hour')).toEqual([{ value: 1 }])
})
