/** One round of each: whatever step of an end fails, it comes to one. */
import { expect, test } from 'bun:test'
import { ENDS } from './ends.ts'
import { play } from './trial.ts'

/** By the day, so that every run is another one, and a failure can be repeated by its number. */
const seed = Math.floor(Date.now() / 86_400_000)

test('ends end, whatever fails and wherever a session is', async () => {
  const outcomes = await play(ENDS, { seed, rounds: 1, sessions: 1 })
  expect(
    outcomes.flatMap(({ name, failures }) => failures.map((one) => ({ name, ...one }))),
  ).toEqual([])
}, 600_000)
