import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import type { RouteSnapshot } from '../contract/routes.ts'
import { until } from '../testing/until.ts'
import { startProxy } from './index.ts'
import { routeTo, snapshot, ticketFor } from './testing/door.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casement-proxy-'))

afterAll(() => rmSync(dataDir, { recursive: true }))

/** A manager that enrols anyone with the token and sends the snapshots it is given. */
function fakeManager() {
  const hosts: unknown[] = []
  let send: ((snapshot: RouteSnapshot) => void) | undefined
  let cut = () => {}
  const watched = Promise.withResolvers<void>()
  const server = Bun.serve({
    port: 0,
    idleTimeout: 0,
    routes: {
      '/internal/v1/enrol': async (request) => {
        if (request.headers.get('authorization') !== 'Bearer the-token') {
          return Response.json({ error_message: 'No.' }, { status: 401 })
        }
        hosts.push(await request.json())
        return Response.json({ host: crypto.randomUUID(), installation: crypto.randomUUID() })
      },
      '/internal/v1/routes': (request) => {
        expect(request.headers.get('authorization')).toStartWith('Casement ')
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            const encoder = new TextEncoder()
            send = (next) => controller.enqueue(encoder.encode(`${JSON.stringify(next)}\n`))
            cut = () => controller.error(new Error('gone'))
            watched.resolve()
          },
        })
        return new Response(body)
      },
      '/*': (request) => new Response(`manager ${request.headers.get('x-forwarded-proto')}`),
    },
  })
  return {
    hosts,
    url: `http://127.0.0.1:${server.port}`,
    watched: watched.promise,
    send: (next: RouteSnapshot) => send?.(next),
    cut: () => cut(),
    stop: () => server.stop(true),
  }
}

function configure(managerUrl: string): Config {
  const flags = {
    role: 'proxy',
    'manager-url': managerUrl,
    'data-dir': dataDir,
    listen: '127.0.0.1',
    port: '0',
    hostname: 'localhost',
    token: 'the-token',
    'proxy-workers': '1',
    'drain-seconds': '1',
    'log-level': 'error',
  }
  return readConfig(
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    {},
  )
}

test('the front door opens, enrols, learns the sessions, and forgets none while the manager is away', async () => {
  const manager = fakeManager()
  await using proxy = await startProxy(configure(manager.url))
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, proxy.url), { headers, tls: { rejectUnauthorized: false } })

  expect(proxy.url).toMatch(/^https:\/\/localhost:\d+\/$/)
  expect(await (await ask('/')).text()).toBe('manager https')
  expect((await ask('/internal/v1/routes')).status).toBe(404)

  await manager.watched
  expect(manager.hosts).toEqual([expect.objectContaining({ role: 'proxy', zone: 'default' })])
  const route = routeTo(1)
  const enter = async () =>
    (await ask(`/s/${route.session}/rfb`, { cookie: ticketFor(route) })).status
  manager.send(snapshot({ managers: [manager.url], sessions: [route] }))
  await until('the news', async () => (await enter()) === 426)

  manager.cut()
  manager.stop()
  const waiting = new AbortController()
  const page = fetch(proxy.url, { signal: waiting.signal, tls: { rejectUnauthorized: false } })
  expect(await enter()).toBe(426)
  expect(await (await ask('/healthz')).text()).toBe('ok')
  waiting.abort()
  await expect(page).rejects.toThrow()
})
