/** A reload and an upgrade of the executable under load, small; bench/upgrade.ts plays the same code for longer. */
import { expect, test } from 'bun:test'
import { playUpgrades } from '../testing/upgrades/play.ts'

const VIEWERS = 20

test('a reload and an upgrade cut no viewer, lose no byte, and fail no request', async () => {
  const played = await playUpgrades({
    ...{ viewers: VIEWERS, requestsPerSecond: 10, between: 2000 },
    steps: ['reload', 'upgrade', 'reload'],
  })
  expect(played.faults).toEqual([])
  expect(played.live).toBe(VIEWERS)
  // One is what a kernel that does not pass connections on may cost.
  expect(played.failures.slice(1)).toEqual([])
  expect(played.requests).toBeGreaterThan(0)
  expect(played.processes).toBe(2)
}, 300_000)
