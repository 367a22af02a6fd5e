import { expect, test } from 'bun:test'
import type { RunOrder } from '../contract/goals.ts'
import { logger } from '../log.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { until } from '../testing/until.ts'
import { createRuns } from './runs.ts'
import { absent, present } from './testing/stage.ts'

const SESSION = '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22'
const order = (n: number): RunOrder => ({
  id: `0000000${n}-0000-4000-8000-000000000000`,
  program: { argv: ['say', String(n)], environment: { N: String(n) } },
})

/** An engine on which everything ends at once, and what it was asked to run. */
function stage(dataDir: string, running = () => true, prepare?: () => void) {
  const ran: string[] = []
  const runs = createRuns({
    engine: {
      prepareExec: async (_, { Cmd }) => {
        prepare?.()
        return (Cmd ?? []).join(' ')
      },
      runDetached: async (id) => void ran.push(id),
      execCode: async () => 0,
    },
    dataDir,
    isRunning: running,
    changed: () => {},
    log: logger('agent'),
  })
  const want = (...runs_: RunOrder[]) =>
    runs.want({
      version: 1,
      sessions: [{ ...present(SESSION), runs: runs_ }],
      images: [],
      imageRetries: {},
    })
  return { ran, runs, want }
}

test('runs each order once, in turn, and says how it ended', async () => {
  using folder = temporaryFolder()
  const { ran, runs, want } = stage(folder.path)
  await using _ = runs
  want(order(1), order(2))
  want(order(1), order(2))
  await until('both', () => runs.facts().length === 2)
  expect(ran).toEqual(['say 1', 'say 2'])
  expect(runs.facts()).toEqual([
    { id: order(1).id, exitCode: 0 },
    { id: order(2).id, exitCode: 0 },
  ])
})

test('waits until the session runs', async () => {
  using folder = temporaryFolder()
  let running = false
  const { ran, runs, want } = stage(folder.path, () => running)
  await using _ = runs
  want(order(1))
  expect(ran).toEqual([])
  running = true
  runs.wake()
  await until('one', () => runs.facts().length === 1)
  expect(ran).toEqual(['say 1'])
})

test('an agent that comes back does not begin again, and forgets what nobody wants', async () => {
  using folder = temporaryFolder()
  const before = stage(folder.path)
  before.want(order(1))
  await until('one', () => before.runs.facts().length === 1)
  await before.runs[Symbol.asyncDispose]()

  const after = stage(folder.path)
  await using _ = after.runs
  after.want(order(1))
  await until('its word', () => after.runs.facts().length === 1)
  expect(after.ran).toEqual([])
  expect(after.runs.facts()).toEqual([{ id: order(1).id }])
  after.runs.want({ version: 2, sessions: [absent(SESSION)], images: [], imageRetries: {} })
  expect(after.runs.facts()).toEqual([])
})

test('says what could not be run, and goes on', async () => {
  using folder = temporaryFolder()
  let times = 0
  const { ran, runs, want } = stage(folder.path, undefined, () => {
    if (times++ === 0) throw new Error('no such program')
  })
  await using _ = runs
  want(order(1), order(2))
  await until('both', () => runs.facts().length === 2)
  expect(runs.facts()[0]).toEqual({ id: order(1).id, problem: 'no such program' })
  expect(ran).toEqual(['say 2'])
})
