import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { tracesOf } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { containerName } from './container.ts'
import { relay } from './testing/relay.ts'
import { absent, agentStage, present, SOCKET } from './testing/stage.ts'

let stage: Awaited<ReturnType<typeof agentStage>>

beforeAll(async () => {
  stage = await agentStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Runs an agent until its `last` call to Docker is on its way, and kills it there; the calls it made. */
async function killAtCall(last: number): Promise<string[]> {
  using folder = temporaryFolder()
  const socket = join(folder.path, 'docker.sock')
  const calls: string[] = []
  const connection = relay(socket, SOCKET, (call) => {
    calls.push(call)
    if (calls.length === last) agent.kill('SIGKILL')
    return 'pass'
  })
  const agent = stage.spawn({ socket })
  await agent.exited
  connection.cut()
  return calls
}

/** From a first look at Docker to the probe of a desktop an agent makes eight calls. */
const CALLS = Array.from({ length: 8 }, (_, i) => i + 1)

describe('an agent that is killed', () => {
  const reached = new Set<string>()

  test.each(CALLS)(
    'at call %d of a launch is followed by one that finishes it, once',
    async (n) => {
      const session = crypto.randomUUID()
      stage.manager.clear()
      stage.manager.want(present(session))
      for (const call of await killAtCall(n)) reached.add(call.replace(/\?.*|[0-9a-f]{64}/g, ''))

      await using _ = await stage.start()
      await stage.manager.fact(session, ({ state }) => state === 'running')
      expect(await tracesOf(session)).toEqual([containerName(session)])
      stage.manager.want(absent(session))
      await stage.manager.fact(session, ({ state }) => state === 'absent')
      expect(await tracesOf(session)).toEqual([])
    },
  )

  test('was killed at every step that counts', () => {
    expect([...reached]).toContain('POST /containers/create')
    expect([...reached]).toContain('POST /containers//start')
  })

  test.each(CALLS)('at call %d of an end is followed by one that finishes it', async (n) => {
    const session = crypto.randomUUID()
    {
      await using _ = await stage.start()
      stage.manager.want(present(session))
      await stage.manager.fact(session, ({ state }) => state === 'running')
    }
    stage.manager.clear()
    stage.manager.want(absent(session))
    const calls = await killAtCall(n)
    if (n === 8) expect(calls.some((call) => call.startsWith('DELETE'))).toBe(true)

    await using _ = await stage.start()
    await stage.manager.fact(session, ({ state }) => state === 'absent')
    expect(await tracesOf(session)).toEqual([])
  })
})
