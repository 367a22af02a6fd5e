import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { until } from '../../testing/until.ts'
import { openDoor, RawClient } from '../testing/door.ts'
import { descriptorsLeft } from './descriptors.ts'

/** While it lasts, this process may open only so many descriptors more. */
function allowMore(more: number): Disposable {
  const [, was] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  const set = (soft: number | string) =>
    Bun.spawnSync(['prlimit', '--pid', String(process.pid), `--nofile=${soft}:`])
  set(readdirSync('/proc/self/fd').length + more)
  return { [Symbol.dispose]: () => set(was ?? 'unlimited') }
}

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: desk.example\r\n\r\n'
const PAGE = 'GET / HTTP/1.1\r\nHost: desk.example\r\nAccept: application/json\r\n\r\n'

test('the limit counts where it is near', () => {
  expect(descriptorsLeft(1)).toBe(Number.POSITIVE_INFINITY)
  using _few = allowMore(50)
  const left = descriptorsLeft(1_000_000)
  expect(left).toBeGreaterThan(30)
  expect(left).toBeLessThanOrEqual(50)
})

test('without room for more, who is there goes on, who comes is told so, and room comes again', async () => {
  await using door = openDoor({ sweep: 10, reserve: 80, excess: 2 })
  using old = new RawClient(door.port)
  old.send(HEALTH)
  await old.until((text) => text.endsWith('ok'))
  {
    using _few = allowMore(100)
    const clients: RawClient[] = []
    await until('somebody to be refused', async () => {
      const client = new RawClient(door.port)
      clients.push(client)
      client.send(PAGE)
      const text = await client.until((said) => said.includes('"error_message"'))
      return text.startsWith('HTTP/1.1 503') && text.includes('As many people')
    })
    expect(await clients.at(-1)?.all()).toMatch(/retry-after: 2[\s\S]*connection: close/i)
    old.send(HEALTH)
    await old.until((text) => text.split('200 OK').length === 3)
    for (const client of clients) client[Symbol.dispose]()
  }
  await until('room', async () => {
    using client = new RawClient(door.port)
    client.send(PAGE)
    return (await client.until((said) => said.includes('"error_message"'))).includes('The manager')
  })
})
