import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { openDoor, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { WorkerFailed } from './worker-process.ts'
import { type WorkerOptions, Workers } from './workers.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const OPTIONS: WorkerOptions = {
  controlDir: join(folder.path, 'workers'),
  hostname: '127.0.0.1',
  port: 0,
  managers: [],
  logLevel: 'error',
  count: 2,
  drainMilliseconds: 1000,
  used: () => undefined,
}

function health(workers: Workers): Promise<string> {
  return fetch(`http://127.0.0.1:${workers.port}/healthz`, { keepalive: false }).then((response) =>
    response.text(),
  )
}

describe('the workers of the front door', () => {
  test('share a port, are replaced when they end, and leave with the front door', async () => {
    const pids = new Set<number>()
    {
      await using workers = await Workers.start(OPTIONS)
      const [victim = 0, other = 0] = workers.pids
      expect(workers.pids).toHaveLength(2)
      expect(await health(workers)).toBe('ok')
      process.kill(victim, 'SIGKILL')
      await until(
        'another worker',
        () => workers.pids.length === 2 && !workers.pids.includes(victim),
      )
      process.kill(other, 'SIGKILL')
      await until('the next worker to listen', () =>
        health(workers).then(
          (text) => text === 'ok',
          () => false,
        ),
      )
      for (const pid of workers.pids) pids.add(pid)
    }
    for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false)
  })

  test('know the sessions, a new one too', async () => {
    await using workers = await Workers.start({ ...OPTIONS, count: 1 })
    const route = routeTo(1)
    const ask = async () => {
      const url = `http://127.0.0.1:${workers.port}/s/${route.session}/rfb`
      const headers = { cookie: ticketFor(route) }
      return (await fetch(url, { headers, keepalive: false })).status
    }
    expect(await ask()).toBe(503)
    workers.push(snapshot({ sessions: [route] }))
    await until('the news', async () => (await ask()) === 426)
    const [victim = 0] = workers.pids
    process.kill(victim, 'SIGKILL')
    await until('the news again', () =>
      ask().then(
        (status) => status === 426,
        () => false,
      ),
    )
    expect(workers.pids).not.toContain(victim)
  })

  test('are never root', async () => {
    await using workers = await Workers.start({ ...OPTIONS, count: 1 })
    const [pid = 0] = workers.pids
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [, uids = ''] = /^Uid:\s+(.*)$/m.exec(status) ?? []
    expect(uids.split('\t')).not.toContain('0')
    if (process.getuid?.() !== 0) return
    expect(status).toMatch(/^Groups:\s*$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  })

  test('do not start on a port that is taken', async () => {
    await using taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const start = Workers.start({ ...OPTIONS, port })
    await expect(start).rejects.toThrow(WorkerFailed)
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

test('a door that retires finishes what is open and takes nobody new', async () => {
  const gate = Promise.withResolvers<void>()
  using manager = Bun.serve({
    port: 0,
    async fetch() {
      await gate.promise
      return new Response('late')
    },
  })
  const door = openDoor()
  door.replace(snapshot({ managers: [`http://127.0.0.1:${manager.port}`] }))
  const url = `http://127.0.0.1:${door.port}/`
  const open = fetch(url)
  await until('the request', () => manager.pendingRequests === 1)
  const retired = door.retire(10_000)
  await expect(fetch(url, { keepalive: false })).rejects.toThrow()
  gate.resolve()
  expect(await (await open).text()).toBe('late')
  await retired
})
