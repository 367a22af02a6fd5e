/** One round of each upgrade; `scripts/trials` plays the same code for longer. */
import { expect, test } from 'bun:test'
import { play } from './trial.ts'
import { UPGRADES } from './upgrade.ts'

const seed = Math.floor(Date.now() / 86_400_000)

test('an upgrade, one that fails and one that is killed end no session and cut no viewer', async () => {
  const outcomes = await play(UPGRADES, { seed, rounds: 1, sessions: 5 })
  expect(
    outcomes.flatMap(({ name, failures }) => failures.map((one) => ({ name, ...one }))),
  ).toEqual([])
  expect(outcomes.map(({ rounds }) => rounds)).toEqual([1, 1, 1])
}, 600_000)
