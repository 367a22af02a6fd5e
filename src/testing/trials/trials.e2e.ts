/** Three rounds of each kill and sweep, and one of each storm; `scripts/trials` plays the same code for longer. */
import { expect, test } from 'bun:test'
import { PLANTS } from './plants.ts'
import type { Stage } from './stage.ts'
import { type Outcome, play, TRIALS } from './trial.ts'

/** By the day, so that every run is another one, and a failure can be repeated by its number. */
const seed = Math.floor(Date.now() / 86_400_000)
const MINUTES = 60_000

function named(prefix: RegExp) {
  return TRIALS.filter(({ name }) => prefix.test(name))
}

function failuresOf(outcomes: readonly Outcome[]) {
  return outcomes.flatMap(({ name, failures }) => failures.map((failure) => ({ name, ...failure })))
}

test(
  'the whole binary is killed, and every session lives on',
  async () => {
    const outcomes = await play(named(/^kill-binary$/), { seed, rounds: 3, sessions: 2 })
    expect(failuresOf(outcomes)).toEqual([])
  },
  5 * MINUTES,
)

test(
  'database, worker or agent is killed, and every session lives on',
  async () => {
    const parts = named(/^kill-(?!binary|docker)/)
    expect(parts).toHaveLength(3)
    expect(failuresOf(await play(parts, { seed, rounds: 3, sessions: 2 }))).toEqual([])
  },
  10 * MINUTES,
)

test(
  'Docker Engine is killed, and every session lives on',
  async () => {
    const outcomes = await play(named(/^kill-docker$/), { seed, rounds: 3, sessions: 2 })
    expect(failuresOf(outcomes)).toEqual([])
  },
  10 * MINUTES,
)

/** Days in a row go through all of a sweep. */
test.each(['sweep-calls', 'sweep-commits'])(
  'a death at a step of what is done with a session changes nothing: %s',
  async (name) => {
    const sweep = TRIALS.filter((one) => one.name === name)
    const outcomes = await play(sweep, { seed: 3 * seed, rounds: 3, sessions: 1 })
    expect(outcomes).toHaveLength(1)
    expect(failuresOf(outcomes)).toEqual([])
  },
  5 * MINUTES,
)

test(
  'storms give each what is theirs, and no more',
  async () => {
    const storms = named(/-storm$/)
    expect(storms).toHaveLength(4)
    expect(failuresOf(await play(storms, { seed, rounds: 1, sessions: 2 }))).toEqual([])
  },
  5 * MINUTES,
)

const PLANTED = [
  ['lost-row', 'its row is gone'],
  ['doubled-container', 'containers for one request'],
  ['dropped-message', 'is placing'],
] as const

/** Long enough for everything that does recover. */
const PATIENCE_SECONDS = 10

test.each(PLANTED)(
  'a planted fault is found: %s',
  async (plant, sentence) => {
    const besides = async (stage: Stage) => {
      stage.patience = PATIENCE_SECONDS
      await PLANTS[plant](stage)
    }
    const options = { seed, rounds: 1, sessions: 1, besides }
    const [failure] = failuresOf(await play(named(/^kill-worker$/), options))
    expect(failure?.problem).toContain(sentence)
  },
  5 * MINUTES,
)
