import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Route } from '../../contract/routes.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { CLOSE } from '../../wire/websocket.ts'
import { Desktop } from '../testing/desktop.ts'
import { RawClient, routeTo, snapshot } from '../testing/door.ts'
import { KEY, Viewer } from '../testing/viewer.ts'
import { Workers } from './workers.ts'

setDefaultTimeout(60_000) // they start processes, which takes its time on a busy machine

/** A desktop that repeats what it hears, a worker before it, and somebody who looks at it. */
async function stage() {
  const stack = new DisposableStack()
  const folder = stack.use(temporaryFolder())
  const repeat = (socket: Socket, first: Buffer) => {
    socket.write(first)
    socket.on('data', (bytes) => socket.write(bytes))
  }
  const desktop = stack.use(new Desktop(repeat))
  const route = routeTo(await desktop.listen())
  const controlDir = join(folder.path, 'workers')
  const used: string[] = []
  const open = (port: number) =>
    Workers.start({
      used: (sessions) => used.push(...sessions),
      ...{ hostname: '127.0.0.1', port, controlDir, managers: [] },
      ...{ logLevel: 'error', count: 1, drainMilliseconds: 10_000, usedEveryMilliseconds: 20 },
    })
  const before = await open(0)
  before.push(snapshot({ sessions: [route] }))
  const [worker = 0] = before.pids
  const viewer = stack.use(await view(before, route))
  return {
    before,
    worker,
    viewer,
    route,
    open,
    controlDir,
    used,
    [Symbol.dispose]: () => stack.dispose(),
  }
}

async function view(workers: Workers, route: Route): Promise<Viewer> {
  return until('a viewer', async () => {
    const viewer = new Viewer(workers.port, route)
    if ((await viewer.answer()).includes(' 101 ')) return viewer.greet()
    viewer[Symbol.dispose]()
    return undefined
  })
}

async function echoes(viewer: Viewer): Promise<boolean> {
  viewer.send(KEY)
  return (await viewer.take(KEY.length)).equals(KEY)
}

/** On a connection of its own: one that waits for its next request keeps a worker until it has drained. */
async function healthOf(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`, { keepalive: false })).text()
}

function ended(pid: number) {
  return until('the worker to end', () => !existsSync(`/proc/${pid}`))
}

describe('a front door that is handed over', () => {
  test('keeps a tunnel, which obeys the next main process', async () => {
    using scene = await stage()
    const { before, worker, viewer, route, open } = scene
    await before.handOver()
    await before[Symbol.asyncDispose]()
    expect(await echoes(viewer)).toBe(true)

    await using after = await open(before.port)
    expect(after.pids).not.toContain(worker)
    after.push(snapshot({ sessions: [route] }))
    using second = await view(after, route)
    expect(await echoes(second)).toBe(true)
    expect(await echoes(viewer)).toBe(true)

    after.push(snapshot({ sessions: [{ ...route, logins: [] }] }))
    expect(await viewer.closed).toEqual({ code: CLOSE.loginEnded, reason: 'The sign-in ended' })
    await ended(worker)
  })

  test('hears from its workers, and from those of before, which sessions are used', async () => {
    using scene = await stage()
    const { before, viewer, route, open, used } = scene
    expect(await echoes(viewer)).toBe(true)
    await until('word of it', () => used.length > 0)
    await before.handOver()
    await before[Symbol.asyncDispose]()
    used.length = 0
    expect(await echoes(viewer)).toBe(true)

    await using after = await open(before.port)
    after.push(snapshot({ sessions: [route] }))
    await until('word of what happened while nobody heard', () => used.length > 0)
    expect(new Set(used)).toEqual(new Set([route.session]))
  })

  test('may be handed over again, and takes all of them along when it stops', async () => {
    using scene = await stage()
    const { before, worker, viewer, route, open } = scene
    await before.handOver()
    await before[Symbol.asyncDispose]()
    const second = await open(before.port)
    second.push(snapshot({ sessions: [route] }))
    await second.handOver()
    await second[Symbol.asyncDispose]()
    {
      await using third = await open(before.port)
      third.push(snapshot({ sessions: [route] }))
      expect(await echoes(viewer)).toBe(true)
    }
    expect(await viewer.closed).toMatchObject({ code: CLOSE.restart })
    await ended(worker)
  })

  test('serves who comes until the workers of the next main process listen, and leaves none then', async () => {
    using scene = await stage()
    const { before, worker, viewer, open } = scene
    viewer[Symbol.dispose]()
    await before.handOver()
    await before[Symbol.asyncDispose]()
    using early = new RawClient(before.port)
    const ask = (client: RawClient) => client.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await ask(early).until((text) => text.endsWith('ok'))

    await using after = await open(before.port)
    // Where the kernel does not pass connections on, one of this moment may be lost.
    await until('an answer', async () => {
      return (await healthOf(after.port)) === 'ok'
    })
    // A connection that was open is served once more, and told that this was the last.
    await until('the port to be left', async () => {
      if (early.socket.destroyed || early.text.includes('close')) return true
      ask(early)
      await Bun.sleep(20)
      return false
    })
    expect((await early.all()).split('\r\n\r\n').slice(0, -1).join()).toEndWith('connection: close')
    await ended(worker)
  })

  test('keeps its port when its main process is killed', async () => {
    using folder = temporaryFolder()
    const program = join(import.meta.dir, '../testing/main-process.ts')
    const main = Bun.spawn(['bun', program, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { value } = await main.stdout.getReader().read()
    const { port, pid } = JSON.parse(new TextDecoder().decode(value))
    main.kill('SIGKILL')
    await main.exited
    const ask = () => healthOf(port)
    expect(await ask()).toBe('ok')
    await using _ = await Workers.start({
      ...{ hostname: '127.0.0.1', port, controlDir: folder.path, managers: [], count: 1 },
      ...{ logLevel: 'error', drainMilliseconds: 10_000, used: () => undefined },
    })
    await until('an answer', async () => (await ask()) === 'ok')
    await ended(pid)
  })

  test.each([
    ['at once', false],
    ['as soon as it is alone', true],
  ])('ends a tunnel %s when told what its version does not know', async (_when, early) => {
    using scene = await stage()
    const { before, worker, viewer, controlDir } = scene
    await before.handOver()
    if (!early) await before[Symbol.asyncDispose]()
    const strange = connect(join(controlDir, String(worker)))
    await new Promise<void>((written) => strange.write('{"type":"sing"}\n', () => written()))
    if (early) expect(await echoes(viewer)).toBe(true)
    if (early) await before[Symbol.asyncDispose]()
    expect(await viewer.closed).toMatchObject({ code: CLOSE.restart })
    await ended(worker)
  })
})
