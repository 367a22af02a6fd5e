import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RouteSnapshot } from '../src/contract/routes.ts'
import { BINARY, freePort, runBinary } from '../src/testing/product.ts'
import { workersOf } from '../src/testing/trials/processes.ts'
import { until } from '../src/testing/until.ts'

const TOKEN = 'a token for the bench'

/**
 * The executable as a front door alone, with TLS and so many workers, and a manager in this process, which
 * knows these sessions. The manager answers pages at once and takes bodies as they come.
 */
export async function startFrontDoor(count: number, routes: Partial<RouteSnapshot>) {
  const folder = mkdtempSync(join(tmpdir(), 'casement-bench-'))
  const manager = startManager(() => snapshot)
  const snapshot = { version: 1, ticketKeys: [], sessions: [], ...routes, managers: [manager.url] }
  const port = await freePort()
  const options = {
    ...{ role: 'proxy', 'data-dir': folder, port: String(port), hostname: '127.0.0.1' },
    ...{ 'manager-url': manager.url, token: TOKEN, 'proxy-workers': String(count) },
    ...{ 'session-port': '0', 'log-level': 'error', 'drain-seconds': '1' },
  }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const door = runBinary(BINARY, ...flags)
  const pids = await until('the workers', () => {
    if (door.exitCode() !== null) throw new Error(`It exited: ${door.log()}`)
    const found = workersOf(door.pid)
    return found.length === count ? found : undefined
  })
  return {
    port,
    /** Bytes of all workers; what is shared with others counts in proportion. */
    memory: () => pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
    async [Symbol.asyncDispose]() {
      await door.stop()
      manager[Symbol.dispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function memoryOf(process: number): number {
  const rollup = readFileSync(`/proc/${process}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) * 1024
}

function startManager(snapshot: () => RouteSnapshot) {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/internal/v1/enrol') {
        return Response.json({ host: randomUUID(), installation: randomUUID() })
      }
      if (pathname === '/internal/v1/routes') return new Response(news(snapshot))
      if (request.method !== 'GET') await request.arrayBuffer()
      return new Response('here')
    },
  })
  return { url: `http://127.0.0.1:${server.port}`, [Symbol.dispose]: () => void server.stop(true) }
}

/** The snapshot, again and again: a stream that is silent is taken for dead. */
function news(snapshot: () => RouteSnapshot): ReadableStream<Uint8Array> {
  let timer: Timer | undefined
  return new ReadableStream({
    start(to) {
      const say = () => to.enqueue(Buffer.from(`${JSON.stringify(snapshot())}\n`))
      say()
      timer = setInterval(say, 10_000)
    },
    cancel: () => clearInterval(timer),
  })
}
