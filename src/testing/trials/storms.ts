import { until } from '../until.ts'
import type { Chance } from './chance.ts'
import { readContainers, readRows } from './facts.ts'
import { stormOfSignIns } from './sign-ins.ts'
import type { Stage } from './stage.ts'
import { watchContainers } from './watch.ts'

export const STORMS = {
  'capacity storm': capacityStorm,
  'same-key storm': sameKeyStorm,
  'race storm': raceStorm,
  'sign-in storm': signInStorm,
} as const satisfies Record<string, (stage: Stage, chance: Chance) => Promise<number>>

const ROOM = 10
const ASKED = 50

/** 50 launches at once where 10 fit: 10 run, 40 hold a reason, and there are never more than fit. */
async function capacityStorm(stage: Stage): Promise<number> {
  const people = await stage.people(5)
  const most = stage.viewers.size + ROOM
  await stage.setCapacity(most)
  using watch = watchContainers(stage.installation, { most })
  const began = performance.now()
  let finished = false
  const watching = until('the storm to be over', async () => {
    const rows = await readRows(stage.sql)
    const held = rows.filter(({ released }) => !released).length
    if (held > most) throw new Error(`It exited: ${held} sessions held capacity, ${most} fit`)
    return finished
  })
  const asked = Array.from({ length: ASKED }, (_, i) =>
    stage.launch(crypto.randomUUID(), people[i % people.length]),
  )
  const storm = Promise.all(asked).finally(() => {
    finished = true
  })
  const [sessions] = await Promise.all([storm, watching])
  await stage.settle()
  const recovery = performance.now() - began
  watch.judge()
  const rows = (await readRows(stage.sql)).filter(({ id }) => sessions.includes(id))
  const running = rows.filter(({ state }) => state === 'running').length
  const refused = rows.filter(({ state, hasFailure }) => state === 'failed' && hasFailure).length
  if (running !== ROOM || refused !== ASKED - ROOM) {
    throw new Error(`${running} run and ${refused} hold a reason, of ${ASKED} for ${ROOM}`)
  }
  await stage.setCapacity(1000)
  await stage.clear()
  return recovery
}

/** 50 equal requests with one key: one session, one container. */
async function sameKeyStorm(stage: Stage): Promise<number> {
  const key = crypto.randomUUID()
  using watch = watchContainers(stage.installation)
  const began = performance.now()
  const asked = Array.from({ length: ASKED }, () => stage.launch(key))
  const sessions = new Set(await Promise.all(asked))
  await stage.settle()
  const recovery = performance.now() - began
  watch.judge()
  const containers = await readContainers(stage.installation)
  const made = containers.filter(({ session }) => sessions.has(session))
  if (sessions.size !== 1 || made.length !== 1) {
    throw new Error(`one key led to ${sessions.size} sessions and ${made.length} containers`)
  }
  await stage.clear()
  return recovery
}

const RACERS = 10
const RACE_MS = 1500

/** Launches and ends of one session, all at once: it ends, and nothing revives it. */
async function raceStorm(stage: Stage, chance: Chance): Promise<number> {
  const moments = Array.from({ length: 2 * RACERS }, () => chance.next() * RACE_MS)
  const key = crypto.randomUUID()
  using watch = watchContainers(stage.installation)
  const began = performance.now()
  const session = await stage.launch(key)
  await Promise.all(
    moments.map(async (moment, i) => {
      await Bun.sleep(moment)
      if (i % 2 === 0) await stage.end(session)
      else if ((await stage.launch(key)) !== session) throw new Error('a key led to two sessions')
    }),
  )
  await stage.settle()
  watch.judge()
  return performance.now() - began
}

const SIGN_INS = 1000
const LONGEST_MS = 30_000

/** 1,000 sign-ins at once: each is answered in time, and those that have to wait are told how long. */
async function signInStorm(stage: Stage): Promise<number> {
  const began = performance.now()
  await signEverybodyIn(stage)
  await stage.settle()
  return performance.now() - began
}

/** Throws with the answers that are not right. */
export async function signEverybodyIn(stage: Stage): Promise<void> {
  // Whoever was refused in an earlier round must not be refused in this one because of that.
  await stage.sql`delete from sign_in_attempts`
  const right = { name: 'admin', password: stage.password }
  const answers = await stormOfSignIns(stage.layout.url, SIGN_INS, right)
  const wrong = answers.filter(({ status, retryAfter, milliseconds }) => {
    if (milliseconds > LONGEST_MS) return true
    if (status === 429 || status === 503) return retryAfter === undefined
    return ![200, 303, 401].includes(status)
  })
  if (wrong.length > 0) {
    throw new Error(`${wrong.length} of ${SIGN_INS} sign-ins: ${JSON.stringify(wrong.slice(0, 5))}`)
  }
}
