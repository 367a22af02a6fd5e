import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import type { Server } from 'bun'
import { ABILITIES, type Ability } from '../../domain/abilities.ts'
import { until } from '../../testing/until.ts'
import type { FrontDoor } from '../door/door.ts'
import { exchange, openDoor, RawClient, routeTo, snapshot, ticketFor } from '../testing/door.ts'

const KEY = 'k'.repeat(43)
const agent = randomUUID()
const route = routeTo(1, { agent })
const other = routeTo(1, { agent })
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  origin: 'https://desk.example',
}

type Heard = { readonly method: string; readonly url: string; readonly fields: Headers }

let heard: Heard[]
/** Bytes of bodies that came, and requests that were cut before their end. */
let bytes: number
let cut: number
let sockets: number
let gateway: Server<undefined>
let door: FrontDoor

beforeAll(() => {
  gateway = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    async fetch(request, server) {
      const { pathname, search } = new URL(request.url)
      heard.push({ method: request.method, url: pathname + search, fields: request.headers })
      if (server.upgrade(request)) return undefined
      request.signal.addEventListener('abort', () => {
        cut++
      })
      if (request.method === 'PUT') {
        for await (const part of request.body ?? []) bytes += part.length
        return Response.json({ bytes })
      }
      if (pathname.endsWith('/endless')) {
        return new Response(new ReadableStream({ start: (to) => to.enqueue(Buffer.from('begun')) }))
      }
      const told = new URLSearchParams(search).get('told')
      if (told !== null) {
        return new Response(
          new ReadableStream({
            async pull(to) {
              to.enqueue(Buffer.from('seven77'))
              await new Promise(setImmediate) // what is whole at once, Bun sends with its length
              to.close()
            },
          }),
          { headers: { 'x-casement-length': told } },
        )
      }
      const headers = {
        'set-cookie': '__Host-casement=stolen',
        'content-security-policy': 'default-src *',
        location: 'https://evil.example',
        'alt-svc': 'h3="evil.example:443"',
        link: '<https://evil.example>; rel=preload',
        'clear-site-data': '"cookies"',
        'service-worker-allowed': '/',
        'reporting-endpoints': 'a="https://evil.example"',
        'access-control-allow-origin': 'https://evil.example',
        refresh: '0; url=https://evil.example',
        'strict-transport-security': 'max-age=0',
        'content-type': 'text/html',
      }
      return new Response('<b>page of the session</b>', { headers })
    },
    websocket: {
      open: () => void sockets++,
      message: (socket, message) => void socket.send(message),
      close: () => void sockets--,
    },
  })
})

afterAll(() => gateway.stop(true))

beforeEach(() => {
  heard = []
  bytes = 0
  cut = 0
  sockets = 0
  door?.[Symbol.dispose]()
  door = openDoor({ linger: 50 })
  know()
})

afterAll(() => door[Symbol.dispose]())

function know(parts: Partial<typeof route> = {}, gateways = true) {
  const where = { host: '127.0.0.1', port: gateway.port ?? 0, key: KEY }
  const sessions = [{ ...route, ...parts }, other]
  door.replace(snapshot({ sessions, ...(gateways ? { gateways: { [agent]: where } } : {}) }))
}

function head(method: string, what: string, lines: Readonly<Record<string, string>> = {}) {
  const all = { host: 'desk.example', cookie: ticketFor(route), ...lines }
  const text = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} /s/${route.session}/${what} HTTP/1.1\r\n${text.join('')}\r\n`
}

function ask(
  method: string,
  what: string,
  lines: Readonly<Record<string, string>> = {},
  body = '',
) {
  const length = body === '' ? {} : { 'content-length': String(body.length) }
  return exchange(
    door.port,
    head(method, what, { connection: 'close', ...length, ...lines }) + body,
  )
}

const own = { origin: 'https://desk.example' }

describe('a request to the gateway', () => {
  test('arrives with the key and without what is between the browser and us', async () => {
    const answer = await ask('GET', 'files?path=a%2Fb%20%25', {
      authorization: 'Bearer of the browser',
      cookie: `__Host-casement=secret; ${ticketFor(route)}`,
    })
    expect(answer).toStartWith('HTTP/1.1 200')
    expect(heard.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `/s/${route.session}/files?path=a%2Fb%20%25`],
    ])
    expect(heard[0]?.fields.get('authorization')).toBe(`Bearer ${KEY}`)
    expect(heard[0]?.fields.get('cookie')).toBeNull()
  })

  test('is answered with nothing that could act in our name', async () => {
    const answer = (await ask('GET', 'files')).toLowerCase()
    expect(answer).toContain('page of the session')
    expect(answer).not.toContain('stolen')
    expect(answer).not.toContain('evil.example')
    expect(answer).not.toContain('default-src *')
    expect(answer).toContain("content-security-policy: sandbox; default-src 'none'\r\n")
    expect(answer).toContain('x-content-type-options: nosniff\r\n')
  })

  test('is answered with the length that the gateway tells, which is held to', async () => {
    const whole = await ask('GET', 'files?told=7')
    expect(whole).toContain('Content-Length: 7\r\n')
    expect(whole).not.toMatch(/transfer-encoding|x-casement/i)
    expect(whole).toEndWith('\r\n\r\nseven77')
    expect(await ask('GET', 'files?told=5')).toEndWith('\r\n\r\nseven')
    expect(await ask('GET', 'files?told=9')).toContain('Content-Length: 9\r\n') // and then cut
    expect(await ask('GET', 'files?told=x')).toMatch(/transfer-encoding: chunked\r\n/i)
  })

  test('carries a body larger than a manager takes, and leaves the connection in order', async () => {
    door[Symbol.dispose]()
    door = openDoor({ bodyBytes: 1000 })
    know()
    using client = new RawClient(door.port)
    const part = Buffer.alloc(200_000, 7)
    client.send(head('PUT', 'files', { 'content-length': '1000000', ...own }))
    for (let i = 0; i < 5; i++) client.send(part)
    expect(await client.until((text) => text.includes('"bytes"'))).toContain('{"bytes":1000000}')
    client.send(head('GET', 'files', { connection: 'close' }))
    expect(await client.all()).toContain('page of the session')
    expect(door.table.tunnels).toBe(0)
  })

  test('ends at the gateway when the browser leaves half-way', async () => {
    using client = new RawClient(door.port)
    client.send(head('PUT', 'files', { 'content-length': '1000000', ...own })).send('begun')
    await until('the first bytes', async () => bytes > 0)
    expect(door.table.tunnels).toBe(1)
    client.socket.destroy()
    await until('the end', async () => cut === 1 && door.table.tunnels === 0)
  })
})

describe('an upgrade', () => {
  test('is a tunnel, counted until it ends', async () => {
    using client = new RawClient(door.port)
    client.send(head('GET', 'sound', UPGRADE))
    expect(await client.until((text) => text.includes('\r\n\r\n'))).toStartWith('HTTP/1.1 101')
    client.send(Buffer.from([0x82, 0x82, 0, 0, 0, 0, 0x68, 0x69]))
    expect(await client.until((text) => text.endsWith('hi'))).toEndWith('\x82\x02hi')
    expect(door.table.tunnels).toBe(1)
    client.socket.destroy()
    await until('the end', async () => sockets === 0 && door.table.tunnels === 0)
  })
})

describe('what is open ends', () => {
  const ends: [string, () => void][] = [
    ['with its ability', () => know({ abilities: [] })],
    ['with its sign-in', () => know({ logins: [randomUUID()] })],
    ['with its session', () => door.replace(snapshot())],
  ]

  test.each(ends)('an answer that still comes, %s', async (_, end) => {
    using client = new RawClient(door.port)
    client.send(head('GET', 'files/endless'))
    await client.until((text) => text.includes('begun'))
    end()
    await client.closed
    await until('the end', async () => cut === 1)
    expect(door.table.tunnels).toBe(0)
  })

  test.each(ends)('a WebSocket, %s', async (_, end) => {
    using client = new RawClient(door.port)
    client.send(head('GET', 'sound', UPGRADE))
    await until('the socket', async () => sockets === 1)
    end()
    await client.closed
    await until('the end', async () => sockets === 0)
    expect(door.table.tunnels).toBe(0)
  })
})

describe('nobody gets through', () => {
  const theirs = ticketFor(other).split('=')[1]
  const name = ticketFor(route).split('=')[0]
  const cases: [who: string, lines: Record<string, string>, status: number][] = [
    ['a guest', { cookie: 'a=b' }, 401],
    ['a forger', { cookie: `${name}=garbage` }, 401],
    ['who has the ticket of another session', { cookie: `${name}=${theirs}` }, 403],
    ['a sign-in that ended', { cookie: ticketFor(route, { login: randomUUID() }) }, 403],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a guest with the key', { cookie: '', authorization: `Bearer ${KEY}` }, 401],
  ]

  test.each(cases)('%s', async (_, lines, status) => {
    door[Symbol.dispose]()
    door = openDoor({ news: 20, linger: 50 })
    know()
    for (const [method, what] of [
      ['GET', 'files'],
      ['PUT', 'files'],
    ] as const) {
      expect(await ask(method, what, { ...own, ...lines }, 'body')).toStartWith(
        `HTTP/1.1 ${status}`,
      )
    }
    const upgrade = await ask('GET', 'sound', {
      ...UPGRADE,
      ...lines,
      connection: 'close, upgrade',
    })
    expect(upgrade).toStartWith(`HTTP/1.1 ${status}`)
    expect(heard).toEqual([])
  })

  test('who changes something from nowhere', async () => {
    expect(await ask('PUT', 'files', {}, 'x')).toStartWith('HTTP/1.1 403')
    expect(heard).toEqual([])
  })

  test.each(['encoder', 'constructor', 'files/../encoder', 'Files', 'filesx'])(
    'at %p',
    async (what) => {
      expect(await ask('GET', what)).toMatch(/^HTTP\/1.1 40[04]/)
      expect(heard).toEqual([])
    },
  )

  test.each(['POST', 'DELETE', 'PATCH', 'OPTIONS'])('by %p', async (method) => {
    expect(await ask(method, 'files', own)).toStartWith('HTTP/1.1 404')
    expect(heard).toEqual([])
  })

  test('a denial is a page for people and JSON for programs', async () => {
    expect(await ask('GET', 'files', { cookie: '', accept: 'text/html' })).toContain('<h1>')
    expect(await ask('GET', 'files', { cookie: '' })).toContain('"error_message"')
  })

  test('where the agent has told of no gateway', async () => {
    know({}, false)
    expect(await ask('GET', 'files')).toStartWith('HTTP/1.1 503')
  })
})

describe('an ability that is switched off', () => {
  const cases: [Ability, string, string][] = [
    ['upload', 'PUT', 'files'],
    ['download', 'GET', 'files'],
    ['download', 'GET', 'files?path=x'],
    ['printing', 'GET', 'prints'],
    ['sound', 'GET', 'sound'],
    ['microphone', 'GET', 'microphone'],
  ]

  test.each(cases)('%s: %s %s is refused, the others are not', async (ability, method, what) => {
    const socket = what === 'sound' || what === 'microphone'
    const lines = socket ? { ...UPGRADE, connection: 'close, upgrade' } : own
    know({ abilities: ABILITIES.filter((one) => one !== ability) })
    expect(await ask(method, what, lines)).toStartWith('HTTP/1.1 403')
    expect(heard).toEqual([])
    know({ abilities: [ability] })
    using client = new RawClient(door.port)
    client.send(head(method, what, lines))
    await until('the gateway', async () => heard.length === 1)
  })
})
