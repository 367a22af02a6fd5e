import { expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { ManagerTime } from '../contract/manager-time.ts'
import { until } from '../testing/until.ts'
import { ActivityReports } from './activity.ts'

/** A manager that is away at first, then hears. */
function manager() {
  const heard: string[][] = []
  let away = true
  let refused = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      if (away) {
        refused++
        return new Response('away', { status: 503 })
      }
      heard.push((await request.json()).sessions)
      return Response.json({})
    },
  })
  return {
    heard,
    refused: () => refused,
    peer: {
      base: `http://127.0.0.1:${server.port}`,
      host: crypto.randomUUID(),
      key: generateKeyPairSync('ed25519').privateKey,
      time: new ManagerTime(),
    },
    back() {
      away = false
    },
    [Symbol.dispose]: () => void server.stop(true),
  }
}

test('tells each session once, and what could not be told later', async () => {
  using away = manager()
  const stop = new AbortController()
  const reports = new ActivityReports()
  const running = reports.run(stop.signal, 5)
  reports.note(['a'])
  reports.peer = away.peer
  reports.note(['b', 'a'])
  await until('a report that fails', () => away.refused() > 0)
  reports.note(['c'])
  away.back()
  await until('the report', () => away.heard.flat().length === 3)
  expect(away.heard.flat().sort()).toEqual(['a', 'b', 'c'])
  reports.note(['a'])
  await until('the next', () => away.heard.flat().length === 4)
  expect(away.heard.at(-1)).toEqual(['a'])
  stop.abort()
  await running
})
