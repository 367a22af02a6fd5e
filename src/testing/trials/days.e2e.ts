/** One round of each bad day of the engine and of images. */
import { expect, test } from 'bun:test'
import { DAYS } from './days.ts'
import { play } from './trial.ts'

/** By the day, so that every run is another one, and a failure can be repeated by its number. */
const seed = Math.floor(Date.now() / 86_400_000)
const MINUTES = 60_000

/** Docker itself tries for more than a minute before it says that a layer cannot be had. */
const quick = DAYS.filter(({ slow }) => !slow)
const grounds = [...Map.groupBy(quick, ({ layout }) => layout)]

test.each(grounds)(
  'bad days pass, and everybody is told of them: %s',
  async (_, trials) => {
    const outcomes = await play(trials, { seed, rounds: 1, sessions: 1 })
    const failures = outcomes.flatMap(({ name, failures }) =>
      failures.map((failure) => ({ name, ...failure })),
    )
    expect(failures).toEqual([])
  },
  10 * MINUTES,
)
