/**
 * bun scripts/trials.ts [--seed N] [--rounds N] [--sessions N] [--full] [--plant FAULT] [--table FILE]
 * [trial…]: kills parts of the executable and drowns it in requests, again and again, checks after each
 * round that everything is in order, and prints a table. scripts/trials has put in place what it needs.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { PLANTS } from '../src/testing/trials/plants.ts'
import { type Outcome, play, type Round, TRIALS, type Trial } from '../src/testing/trials/trial.ts'

const DEFAULT_ROUNDS = 3
const FULL_ROUNDS = 20
const FULL_OTHERS = 2

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    rounds: { type: 'string' },
    sessions: { type: 'string', default: '3' },
    full: { type: 'boolean', default: false },
    plant: { type: 'string' },
    table: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})
const known = TRIALS.map(({ name }) => name)
const unknown = positionals.find((name) => !known.includes(name))
if (unknown) throw new Error(`There is no trial "${unknown}". The trials: ${known.join(', ')}`)
if (values.list) {
  console.log(known.join('\n'))
  process.exit()
}
const plant = Object.entries(PLANTS).find(([name]) => name === values.plant)
if (values.plant !== undefined && !plant) {
  throw new Error(`Faults to plant: ${Object.keys(PLANTS).join(', ')}`)
}

// Containers and processes of a round are put away before the end.
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const options = {
  signal: stop.signal,
  seed: values.seed === undefined ? Math.floor(Math.random() * 1e6) : whole(values.seed),
  sessions: whole(values.sessions),
  ...(plant ? { besides: plant[1] } : {}),
}
// A fault is planted beside a kill; storms know none.
const chosen = TRIALS.filter(({ name, slow }) =>
  positionals.length === 0 ? values.full || !slow : positionals.includes(name),
)
const outcomes: Outcome[] = []
for (const trial of chosen) await run(trial)

const minutes = (performance.now() / 60_000).toFixed(1)
console.log(
  `\nseed ${options.seed}, ${options.sessions} sessions with viewers, ${minutes} minutes\n`,
)
const table = [
  '| trial | rounds | failures | slowest recovery |',
  '| --- | --- | --- | --- |',
  ...outcomes.map(row),
].join('\n')
console.log(table)
if (values.table !== undefined) writeFileSync(values.table, `${table}\n`)
// What was interrupted before its first round has shown nothing.
process.exitCode = outcomes.some(({ rounds, failures }) => rounds === 0 || failures.length > 0)
  ? 1
  : 0

async function run(trial: Trial): Promise<void> {
  const began = performance.now()
  console.log(`\n== ${trial.name}`)
  const rounds = roundsOf(trial)
  let done = 0
  const told = ({ seed, milliseconds }: Round) => {
    const outcome = milliseconds === undefined ? 'FAILED' : `${(milliseconds / 1000).toFixed(1)} s`
    console.log(`${trial.name} ${++done}/${Math.min(rounds, trial.most)}: seed ${seed}, ${outcome}`)
  }
  const played = await play([trial], { ...options, rounds, told })
  outcomes.push(...played)
  for (const outcome of played) {
    console.log(row(outcome))
    for (const { seed, problem } of outcome.failures) {
      console.log(`FAILED ${problem}`)
      console.log(`To repeat it: scripts/trials --seed ${seed} --rounds 1 ${trial.name}`)
    }
  }
  console.log(`-- ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** As often as asked for; else all of what can be counted, and kills far more often than days and storms. */
function roundsOf({ whole: all, most }: Trial): number {
  if (values.rounds !== undefined) return whole(values.rounds)
  if (!values.full) return DEFAULT_ROUNDS
  return all ?? (Number.isFinite(most) ? FULL_OTHERS : FULL_ROUNDS)
}

function row({ name, rounds, failures, slowest }: Outcome): string {
  return `| ${name} | ${rounds} | ${failures.length} | ${(slowest / 1000).toFixed(1)} s |`
}

function whole(typed: string): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  throw new Error(`"${typed}" is not a whole number`)
}
