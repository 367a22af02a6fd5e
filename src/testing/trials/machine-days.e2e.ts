/** Bad days of the database and of the machine; `scripts/trials` plays the same code for longer. */
import { expect, test } from 'bun:test'
import { awayRound, DATABASE_DAYS } from './database-days.ts'
import { MACHINE_DAYS, shortageRound } from './machine-days.ts'
import { play, type Trial } from './trial.ts'

/** By the day, so that every run is another one, and a failure can be repeated by its number. */
const seed = Math.floor(Date.now() / 86_400_000)
const MINUTES = 60_000
/** More than the 30 s after which an agent is taken for lost. */
const AWAY_SECONDS = 33

function named(name: string): Trial {
  const found = [...DATABASE_DAYS, ...MACHINE_DAYS].find((trial) => trial.name === name)
  if (!found) throw new Error(`There is no trial ${name}`)
  return found
}

const away: Trial = {
  ...named('day-database-away'),
  round: (stage, chance) => awayRound(stage, chance, AWAY_SECONDS),
}
const fullDoor: Trial = {
  ...named('day-descriptors'),
  round: (stage) => shortageRound(stage, 'worker'),
}

test(
  'the database restarts and is away, a clock leaps, a crowd comes: streams go on, and all comes back',
  async () => {
    const days = [named('day-database-restarts'), away, named('day-clock'), fullDoor]
    const outcomes = await play(days, { seed, rounds: 1, sessions: 2 })
    expect(outcomes.flatMap(({ name, failures }) => failures.map((one) => [name, one]))).toEqual([])
  },
  10 * MINUTES,
)
