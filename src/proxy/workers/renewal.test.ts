import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { Desktop } from '../testing/desktop.ts'
import { routeTo, snapshot } from '../testing/door.ts'
import { KEY, Viewer } from '../testing/viewer.ts'
import { type WorkerOptions, Workers } from './workers.ts'

function options(controlDir: string): WorkerOptions {
  return {
    ...{ controlDir, hostname: '127.0.0.1', port: 0, managers: [], logLevel: 'error', count: 1 },
    ...{ drainMilliseconds: 1000, used: () => undefined },
  }
}

test('other workers take the place of those there are, which keep their tunnels and hear the news', async () => {
  using folder = temporaryFolder()
  using desktop = new Desktop((socket, first) => {
    socket.write(first)
    socket.on('data', (bytes) => socket.write(bytes))
  })
  await using workers = await Workers.start(options(folder.path))
  const route = routeTo(await desktop.listen())
  const [before = 0] = workers.pids
  workers.push(snapshot({ sessions: [route] }))
  using viewer = await until('a viewer', async () => {
    const one = new Viewer(workers.port, route)
    return (await one.answer()).includes(' 101 ') ? one.greet() : undefined
  })
  await workers.renew({ count: 2 })
  expect(workers.pids.filter((pid) => pid !== before)).toHaveLength(2)
  viewer.send(KEY)
  expect(await viewer.take(KEY.length)).toEqual(KEY)
  using second = await new Viewer(workers.port, route).greet()

  workers.push(snapshot({ sessions: [] }))
  expect((await viewer.closed).reason).toBe('The session ended')
  expect((await second.closed).reason).toBe('The session ended')
  await until('the one of before to end', () => !existsSync(`/proc/${before}`))
  expect(workers.pids).toHaveLength(2)
})

test('all stays as it is where others cannot start', async () => {
  using folder = temporaryFolder()
  await using workers = await Workers.start(options(folder.path))
  const before = workers.pids
  const broken = [{ cert: 'none', key: 'none' }]
  await expect(workers.renew({ tls: broken })).rejects.toThrow()
  expect(workers.pids).toEqual(before)
  expect(await (await fetch(`http://127.0.0.1:${workers.port}/healthz`)).text()).toBe('ok')
})
