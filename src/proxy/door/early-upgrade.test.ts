import { describe, expect, test } from 'bun:test'
import { createServer, type Server } from 'node:net'
import type { Route } from '../../contract/routes.ts'
import { until } from '../../testing/until.ts'
import { openDoor, RawClient, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { Viewer } from '../testing/viewer.ts'
import type { Limits } from './limits.ts'

/** A desktop that says its first word, and counts who came to hear it. */
async function lab(limits: Partial<Limits> = {}) {
  let connections = 0
  const desktop: Server = createServer((socket) => {
    connections++
    socket.on('error', () => socket.destroy())
    socket.write('RFB 003.008\n')
  })
  await new Promise<void>((resolve) => desktop.listen(0, '127.0.0.1', resolve))
  const address = desktop.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const door = openDoor(limits)
  door.replace(snapshot())
  const route = routeTo(address.port)
  return {
    door,
    route,
    connections: () => connections,
    /** So many upgrades are held. */
    held: (count: number) => until(`${count} held`, async () => door.table.early.size === count),
    [Symbol.dispose]() {
      door[Symbol.dispose]()
      desktop.close()
    },
  }
}

describe('an upgrade ahead of the news of its session', () => {
  test('waits for it, and goes on', async () => {
    using here = await lab({ news: 60_000 })
    using browser = new Viewer(here.door.port, here.route)
    await here.held(1)
    here.door.replace(snapshot({ sessions: [routeTo(1)] })) // of another session
    expect(here.door.table.early.size).toBe(1)
    expect(here.connections()).toBe(0)
    here.door.replace(snapshot({ sessions: [here.route] }))
    expect(await browser.answer()).toBe('HTTP/1.1 101 Switching Protocols')
    expect(here.door.table.early.size).toBe(0)
    await until('the desktop', async () => here.connections() === 1)
  })

  test('waits for the news of its sign-in too', async () => {
    using here = await lab({ news: 60_000 })
    here.door.replace(snapshot({ sessions: [{ ...here.route, logins: [] }] }))
    using browser = new Viewer(here.door.port, here.route)
    await here.held(1)
    here.door.replace(snapshot({ sessions: [here.route] }))
    expect(await browser.answer()).toBe('HTTP/1.1 101 Switching Protocols')
  })

  test('is told that the session is gone when none comes, and may ask for something else', async () => {
    using here = await lab({ news: 20 })
    const lines = `Host: desk.example\r\nOrigin: https://desk.example\r\nCookie: ${ticketFor(here.route)}\r\n`
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    using client = new RawClient(here.door.port)
    client.send(`GET /s/${here.route.session}/rfb HTTP/1.1\r\n${lines}${upgrade}\r\n`)
    client.send('GET /healthz HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n')
    const text = await client.all()
    expect(text).toStartWith('HTTP/1.1 404 ')
    expect(text).toEndWith('\r\n\r\nok')
    expect(here.connections()).toBe(0)
  })

  test('is let go with the browser that leaves', async () => {
    using here = await lab({ news: 60_000 })
    const browser = new Viewer(here.door.port, here.route)
    await here.held(1)
    browser[Symbol.dispose]()
    await here.held(0)
    here.door.replace(snapshot({ sessions: [here.route] }))
    await until('the end of the connection', async () => here.door.connections === 0)
    expect(here.connections()).toBe(0)
  })

  test('is told to come back when the front door retires', async () => {
    using here = await lab({ news: 60_000 })
    using browser = new Viewer(here.door.port, here.route)
    await here.held(1)
    const retired = here.door.retire(10_000)
    expect(await browser.answer()).toBe('HTTP/1.1 503 Service Unavailable')
    await retired
  })

  test('is one of a few', async () => {
    using here = await lab({ news: 60_000, early: 1 })
    using first = new Viewer(here.door.port, here.route)
    await here.held(1)
    using second = new Viewer(here.door.port, here.route)
    expect(await second.answer()).toBe('HTTP/1.1 404 Not Found')
    expect(first.status).toBe('')
  })

  const unwelcome: [
    what: string,
    fields: (route: Route) => Record<string, string>,
    status: number,
  ][] = [
    ['without a ticket', () => ({ cookie: '' }), 401],
    ['with a bad ticket', (route) => ({ cookie: `${ticketFor(route)}A` }), 401],
    ['with an old ticket', (route) => ({ cookie: ticketFor(route, { expires: 0 }) }), 401],
    ['from another site', () => ({ origin: 'https://evil.example' }), 403],
    ['to something else', () => ({ upgrade: 'h2c' }), 426],
  ]
  test.each(unwelcome)('%s is answered at once', async (_what, fields, status) => {
    using here = await lab({ news: 60_000 })
    using browser = new Viewer(here.door.port, here.route, fields(here.route))
    expect(await browser.answer()).toStartWith(`HTTP/1.1 ${status} `)
    expect(here.door.table.early.size).toBe(0)
  })
})
