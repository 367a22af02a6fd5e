import { describe, expect, test } from 'bun:test'
import { logger } from '../log.ts'
import { untilAborted } from '../pause.ts'
import type { EngineEvent } from './docker.ts'
import { DockerUnreachable } from './docker-errors.ts'
import type { EngineState } from './host-facts.ts'
import { watchEngine } from './watch-engine.ts'

const info = {
  ServerVersion: '28',
  Driver: 'overlay2',
  DockerRootDir: '/',
  LiveRestoreEnabled: true,
  RuncCommit: { ID: '1.2.0' },
  SecurityOptions: [],
}

/** An engine that can go, come and speak, and whoever watches it. */
function stage(...said: EngineEvent[]) {
  const stop = new AbortController()
  const states: EngineState[] = []
  const noticed: EngineEvent[] = []
  const engine = { away: false, fence: '', compared: 0, breakEvents: () => {} }
  const fence = { asked: Promise.withResolvers<void>(), may: Promise.resolve() }

  const watching = watchEngine(
    {
      info: async () => {
        if (engine.away) throw new DockerUnreachable('nobody answers')
        return info
      },
      async *events(signal) {
        if (engine.away) throw new DockerUnreachable('nobody answers')
        const broken = Promise.withResolvers<never>()
        engine.breakEvents = () => broken.reject(new DockerUnreachable('it broke'))
        yield* said
        await Promise.race([broken.promise, untilAborted(signal)])
      },
      fence: async () => {
        fence.asked.resolve()
        await fence.may
        if (engine.fence) throw new Error(engine.fence)
      },
      compare: async () => {
        engine.compared++
      },
      notice: (event) => noticed.push(event),
      saw: (state) => states.push(state),
      log: logger('agent'),
      retryMs: 10,
    },
    stop.signal,
  )
  return {
    engine,
    fence,
    states,
    noticed,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await watching
    },
  }
}

async function until(condition: () => boolean) {
  while (!condition()) await Bun.sleep(1)
}

describe('watchEngine', () => {
  test('compares at once when there is an engine', async () => {
    await using it = stage()
    await until(() => it.engine.compared === 1)
    expect(it.states).toEqual([{ info, problem: undefined }])
  })

  test('says that the engine is away, and comes back by itself', async () => {
    await using it = stage()
    await until(() => it.engine.compared === 1)
    it.engine.away = true
    it.engine.breakEvents()
    await until(() => it.states.at(-1)?.problem !== undefined)
    it.engine.away = false
    await until(() => it.engine.compared === 2)
    expect(it.states.at(-1)).toEqual({ info, problem: undefined })
  })

  test('looks at sessions although the fence does not stand, and says so', async () => {
    await using it = stage()
    it.engine.fence = 'iptables is missing'
    await until(() => it.engine.compared === 1)
    expect(it.states.at(-1)).toEqual({ info, problem: 'iptables is missing' })
  })

  test('ends only when nothing of it is under way', async () => {
    const it = stage()
    const { promise, resolve } = Promise.withResolvers<void>()
    it.fence.may = promise
    await it.fence.asked.promise
    let over = false
    const ending = it[Symbol.asyncDispose]().then(() => {
      over = true
    })
    await Bun.sleep(5)
    expect(over).toBe(false)
    resolve()
    await ending
  })

  test('hands on what is news, and nothing else', async () => {
    await using it = stage(
      { action: 'exec_start: sh', session: 'a' },
      { action: 'oom', session: 'b' },
    )
    await until(() => it.noticed.length > 0)
    expect(it.noticed).toEqual([{ action: 'oom', session: 'b' }])
  })
})
