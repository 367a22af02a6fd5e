import { expect, test } from 'bun:test'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { Workers } from './workers.ts'

test('a worker that hangs is ended, and another takes its place', async () => {
  using folder = temporaryFolder()
  await using workers = await Workers.start({
    ...{ controlDir: folder.path, hostname: '127.0.0.1', port: 0, managers: [], logLevel: 'error' },
    ...{ count: 1, drainMilliseconds: 1000, hungAfterMilliseconds: 2500, used: () => undefined },
  })
  const [hung = 0] = workers.pids
  const stopped = until('it to have said that it lives', async () => {
    await Bun.sleep(1500)
    process.kill(hung, 'SIGSTOP')
    return true
  })
  await stopped
  await until('another', () => workers.pids.length === 1 && !workers.pids.includes(hung))
  const ask = async () => (await fetch(`http://127.0.0.1:${workers.port}/healthz`)).text()
  await until('it to answer', async () => (await ask()) === 'ok')
  expect(workers.pids).not.toContain(hung)
}, 60_000)
