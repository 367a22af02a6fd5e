import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { until } from '../testing/until.ts'
import { containerName } from './container.ts'
import { ownEngine } from './testing/own-engine.ts'
import { absent, agentStage, present } from './testing/stage.ts'

const cleanUp = new AsyncDisposableStack()
let engine: Awaited<ReturnType<typeof ownEngine>>
let stage: Awaited<ReturnType<typeof agentStage>>

beforeAll(async () => {
  engine = cleanUp.use(await ownEngine())
  stage = cleanUp.use(await agentStage(engine.socket))
  cleanUp.use(await stage.start())
})
afterAll(() => cleanUp.disposeAsync())

/** A session that runs, and its container. */
async function launch() {
  const session = crypto.randomUUID()
  stage.manager.want(present(session))
  await stage.manager.fact(session, ({ state }) => state === 'running')
  const container = await stage.docker.container(containerName(session))
  return { session, pid: container?.pid }
}

/** Restarts it and waits until the agent has seen it go and come. */
async function restart(options: Parameters<typeof engine.restart>[0]) {
  const restarting = engine.restart(options)
  await stage.manager.checkIn('it to go', ({ host }) => host.docker.problem !== undefined)
  await restarting
  await stage.manager.checkIn('it to come', ({ host }) => host.docker.problem === undefined)
}

describe('a restart of Docker Engine', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s with live restore leaves a session as it is',
    async (signal) => {
      const { session, pid } = await launch()
      await restart({ liveRestore: true, signal })

      const fact = await stage.manager.fact(session, () => true)
      expect(fact.state).toBe('running')
      const container = await stage.docker.container(containerName(session))
      expect(container?.pid).toBe(pid)
      stage.manager.want(absent(session))
      await stage.manager.fact(session, ({ state }) => state === 'absent')
    },
  )

  test('leaves a paused session frozen, with its memory, and a stopped one stopped', async () => {
    const [paused, stopped] = [crypto.randomUUID(), crypto.randomUUID()] as const
    stage.manager.want(present(paused), present(stopped))
    await stage.manager.fact(paused, ({ state }) => state === 'running')
    await stage.manager.fact(stopped, ({ state }) => state === 'running')
    const before = await stage.docker.container(containerName(paused))
    const goals = [
      { ...present(paused), ran: true, turn: 1, hold: 'paused' },
      { ...present(stopped), ran: true, turn: 1, hold: 'stopped' },
    ] as const
    stage.manager.want(...goals)
    await stage.manager.fact(paused, ({ state }) => state === 'paused')
    await stage.manager.fact(stopped, ({ state }) => state === 'stopped')
    await restart({ liveRestore: true, signal: 'SIGKILL' })
    await stage.manager.fact(paused, ({ state }) => state === 'paused')
    await stage.manager.fact(stopped, ({ state }) => state === 'stopped')

    stage.manager.want({ ...present(paused), ran: true, turn: 2 }, goals[1])
    await stage.manager.fact(paused, ({ turn, state }) => turn === 2 && state === 'running')
    const container = await stage.docker.container(containerName(paused))
    expect(container).toMatchObject({ state: 'running', pid: before?.pid })
    stage.manager.want(absent(paused), absent(stopped))
    for (const session of [paused, stopped]) {
      await stage.manager.fact(session, ({ state }) => state === 'absent')
    }
  })

  test('that forgot what it had started is helped out of it', async () => {
    const [session = '', other = ''] = [crypto.randomUUID(), crypto.randomUUID()]
    stage.manager.want(present(session), present(other))
    for (const one of [session, other]) {
      await stage.manager.fact(one, ({ state }) => state === 'running')
    }
    const before = await engine.tasks()
    expect(before).toHaveLength(2)
    await engine.kill()
    for (const container of before) engine.forgetStart(container)
    stage.manager.want(present(session), absent(other))
    await engine.start()

    const again = await until('a new process', async () => {
      const container = await stage.docker.container(containerName(session))
      return container?.state === 'running' ? container : undefined
    })
    await stage.manager.fact(other, ({ state }) => state === 'absent')
    await until('no other process', async () => (await engine.tasks()).join() === again.id)
    stage.manager.want(absent(session))
    await stage.manager.fact(session, ({ state }) => state === 'absent')
  })

  test('without live restore ends a session, which is said', async () => {
    const { session } = await launch()
    await restart({ liveRestore: false, signal: 'SIGKILL' })
    const fact = await stage.manager.fact(session, ({ state }) => state === 'exited')
    expect(fact.exitCode).not.toBe(0)
    const { host } = await stage.manager.checkIn(
      'a warning',
      ({ host }) => host.docker.warnings.length > 0,
    )
    expect(host.docker.warnings[0]).toContain('live-restore')
  })
})
