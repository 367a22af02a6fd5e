import { expect, test } from 'bun:test'
import { ago } from '../samples/sample.ts'
import { launchSteps } from './launch-bars.tsx'

test('a launch is what came before it first ran, step by step', () => {
  const events = [
    { event: 'delete', at: ago(0) },
    { event: 'ready', at: ago(10) },
    { event: 'lose', at: ago(20) },
    { event: 'ready', at: ago(55) },
    { event: 'start', at: ago(58) },
    { event: 'place', at: ago(60) },
    { event: 'request', at: ago(61) },
  ] as const
  expect(launchSteps(events)).toEqual([
    { event: 'place', seconds: 1 },
    { event: 'start', seconds: 2 },
    { event: 'ready', seconds: 3 },
  ])
  expect(launchSteps(events.slice(4))).toEqual([])
})
