import { describe, expect, test } from 'bun:test'
import { startPassThrough } from '../../testing/corpus/pass-through.ts'
import { isBad, judge, Recorder } from '../../testing/corpus/recorder.ts'
import { type Ambiguous, CORPUS } from '../../testing/corpus/requests.ts'
import { openDoor, snapshot } from '../testing/door.ts'

const ALL = Object.values(CORPUS).flat()
/** Milliseconds for those that the door keeps open for more. On a slow machine it only sees less. */
const SHORT = 500
/** For what does come, however slowly. */
const LONG = 30_000

async function throughDoor(one: Ambiguous) {
  using recorder = await Recorder.start()
  await using door = openDoor()
  door.replace(snapshot({ managers: [`http://127.0.0.1:${recorder.port}`] }))
  return { name: one.name, ...(await judge(door.port, recorder, one, SHORT)) }
}

async function throughNothing(one: Ambiguous) {
  using recorder = await Recorder.start()
  using naive = await startPassThrough(recorder.port)
  return { name: one.name, ...(await judge(naive.port, recorder, one, LONG)) }
}

describe('of all requests that two servers may read differently', () => {
  test('none reaches a manager dirty, or as another request', async () => {
    const outcomes = await Promise.all(ALL.map(throughDoor))
    expect(outcomes.filter(isBad)).toEqual([])
    expect(outcomes.length).toBeGreaterThanOrEqual(60)
  }, 60_000)

  test('every one would, if all were let through', async () => {
    const outcomes = await Promise.all(ALL.map(throughNothing))
    expect(outcomes.filter((outcome) => !isBad(outcome))).toEqual([])
  }, 60_000)
})
