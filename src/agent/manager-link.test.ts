import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import type { SessionFact } from '../contract/checkin.ts'
import type { GoalSnapshot } from '../contract/goals.ts'
import { ManagerTime } from '../contract/manager-time.ts'
import { type Peer, PeerRefused } from '../contract/peer.ts'
import { logger } from '../log.ts'
import { untilAborted } from '../pause.ts'
import { createHostLook } from './host-facts.ts'
import { createCheckIns, followGoals } from './manager-link.ts'

const log = logger('agent')
const key = generateKeyPairSync('ed25519').privateKey
const goals: GoalSnapshot = { version: 7, sessions: [], images: [], imageRetries: {} }

/** A manager that answers as told, one answer after the other, the last one for ever. */
function manager(...answers: (() => Response)[]) {
  const requests: string[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      requests.push(await request.text())
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      return answer ? answer() : new Response(null, { status: 500 })
    },
  })
  const peer: Peer = {
    base: server.url.href,
    host: crypto.randomUUID(),
    key,
    time: new ManagerTime(),
  }
  return { peer, requests, [Symbol.dispose]: () => void server.stop(true) }
}

const noted = () => Response.json({})
const broken = () => new Response('<h1>Bad gateway</h1>', { status: 502 })
const forgotten = () => Response.json({ error_message: 'not known here' }, { status: 401 })

/** Ends with the test. */
function stopper() {
  const stop = new AbortController()
  return { signal: stop.signal, [Symbol.dispose]: () => stop.abort() }
}

async function until(condition: () => boolean) {
  while (!condition()) await Bun.sleep(1)
}

describe('check-ins', () => {
  const look = createHostLook({ devices: [], networks: [], volumeRoots: [] })
  const gather = async (...sessions: SessionFact[]) => ({
    goals: 1,
    host: await look({ info: undefined, problem: undefined }),
    sessions,
    images: [],
  })
  const fact = (generation: number): SessionFact => ({
    session: '0'.repeat(32),
    generation,
    state: 'starting',
  })

  test('tell changes that come together once, and one that comes meanwhile after that', async () => {
    using there = manager(noted)
    using stop = stopper()
    let generation = 0
    const checkIns = createCheckIns(there.peer, () => gather(fact(generation)), log)
    const running = checkIns.run(stop.signal)
    await until(() => there.requests.length === 1)

    for (generation = 1; generation < 100; generation++) checkIns.changed()
    await until(() => there.requests.length === 2)
    generation++
    checkIns.changed()
    await until(() => there.requests.length === 3)
    stop[Symbol.dispose]()
    await running
    expect(there.requests.map((body) => JSON.parse(body).sessions[0].generation)).toEqual([
      0, 100, 101,
    ])
  })

  test('tell nothing twice in a row before it is time', async () => {
    using there = manager(noted)
    using stop = stopper()
    let looks = 0
    let generation = 0
    const checkIns = createCheckIns(
      there.peer,
      () => {
        looks++
        return gather(fact(generation))
      },
      log,
    )
    const running = checkIns.run(stop.signal)
    await until(() => there.requests.length === 1)
    checkIns.changed()
    await until(() => looks === 2)
    generation++
    checkIns.changed()
    await until(() => there.requests.length === 2)
    stop[Symbol.dispose]()
    await running
    expect(looks).toBe(3)
  })

  test('lose nothing that changes while one is on its way', async () => {
    using there = manager(noted)
    using stop = stopper()
    let told = 0
    let state = 0
    const checkIns = createCheckIns(
      there.peer,
      async () => {
        told = state
        // It changes right after we looked.
        if (state === 0) {
          state = 1
          checkIns.changed()
        }
        return gather()
      },
      log,
    )
    const running = checkIns.run(stop.signal)
    await until(() => told === 1)
    stop[Symbol.dispose]()
    await running
  })

  test('go on after a manager that was down', async () => {
    using there = manager(broken, broken, noted)
    using stop = stopper()
    const running = createCheckIns(there.peer, () => gather(), log).run(stop.signal)
    await until(() => there.requests.length === 3)
    stop[Symbol.dispose]()
    await running
  })

  test('end when the manager has forgotten this host', async () => {
    using there = manager(noted, forgotten)
    using stop = stopper()
    let generation = 0
    const checkIns = createCheckIns(there.peer, () => gather(fact(generation)), log)
    const running = checkIns.run(stop.signal)
    await until(() => there.requests.length === 1)
    generation++
    checkIns.changed()
    await expect(running).rejects.toThrow(PeerRefused)
  })
})

describe('goals', () => {
  test('are followed again when a stream ends', async () => {
    const line = () => new Response(`\n${JSON.stringify(goals)}\n`)
    using there = manager(line, broken, line)
    using stop = stopper()
    const taken: number[] = []
    const following = followGoals(
      there.peer,
      ({ version }) => taken.push(version),
      stop.signal,
      log,
    )
    await until(() => taken.length === 2)
    stop[Symbol.dispose]()
    await following
    expect(taken).toEqual([7, 7])
  })

  test('end with their signal while nothing comes', async () => {
    using stop = stopper()
    const silent = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode('\n')),
          pull: () => untilAborted(stop.signal),
        }),
      )
    using there = manager(silent)
    const following = followGoals(there.peer, () => {}, stop.signal, log)
    await until(() => there.requests.length === 1)
    stop[Symbol.dispose]()
    await following
  })
})
