import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Route } from '../../contract/routes.ts'
import { shortId } from '../../domain/access.ts'
import { Container } from '../testing/container.ts'
import {
  exchange,
  openDoor,
  RawClient,
  routeTo,
  snapshot,
  ticketFor,
  visitFor,
} from '../testing/door.ts'
import type { FrontDoor } from './door.ts'

const SITE = 'desk.example:8444'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'
const container = new Container()
let door: FrontDoor
let port = 0
let route: Route
let root: string

beforeAll(async () => {
  const containerPort = await container.listen()
  door = openDoor({}, { sessionPort: 0, sessionDomain: 'sessions.example' })
  port = door.sessionPort ?? 0
  route = routeTo(containerPort, { upstream: { kind: 'http' } })
  root = `/s/${shortId(route.session)}`
})

beforeEach(() => {
  container.answer = () => `${OK}\r\nok`
  container.heads.length = 0
  container.connections = 0
  door.replace(snapshot({ sessions: [route] }))
})

afterAll(() => {
  door[Symbol.dispose]()
  container[Symbol.dispose]()
})

type Lines = Readonly<Record<string, string>>

function request(path: string, lines: Lines = {}, { method = 'GET', body = '', host = SITE } = {}) {
  const all = { host, cookie: visitFor(route), connection: 'close', ...lines }
  const text = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`
  return `${method} ${path} HTTP/1.1\r\n${text.join('')}${length}\r\n${body}`
}

function ask(path: string, lines: Lines = {}, more = {}) {
  return exchange(port, request(path, lines, more))
}

const UPGRADE = {
  connection: 'Upgrade, close',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  origin: `https://${SITE}`,
}

function handIn(ticket: string, lines: Lines = {}, path = `${root}/.casement/enter`, host = SITE) {
  const body = new URLSearchParams({ ticket, page: 'https://desk.example' }).toString()
  return ask(path, { cookie: 'a=b', ...lines }, { method: 'POST', body, host })
}

function bare(cookie: string): string {
  return cookie.slice(cookie.indexOf('=') + 1)
}

describe('a ticket', () => {
  test('becomes a cookie of the session’s folder, and stands in no address', async () => {
    const text = await handIn(bare(ticketFor(route)))
    expect(text).toContain(`location: ${root}/\r\n`)
    expect(text).toMatch(
      RegExp(
        `set-cookie: __Secure-casement-visit-\\w{32}=[\\w.-]+; Path=${root}/; Secure; HttpOnly; SameSite=Strict\r\n`,
      ),
    )
    expect(text).toStartWith('HTTP/1.1 303 ')
    const visit = /set-cookie: ([^;]+);/.exec(text)?.[1] ?? ''
    expect(text.replace(visit, '')).not.toContain(bare(ticketFor(route)).slice(0, 20))
    const page = await ask(`${root}/`, { cookie: visit })
    expect(page).toEndWith('\r\n\r\nok')
    expect(page).toContain('Content-Security-Policy: frame-ancestors https://desk.example\r\n')
    expect(container.connections).toBe(1)
  })

  test('becomes a cookie of the session’s own host where there is a domain for them', async () => {
    const host = `${shortId(route.session)}.sessions.example`
    const text = await handIn(bare(ticketFor(route)), {}, '/.casement/enter', host)
    expect(text).toContain('location: /\r\n')
    expect(text).toMatch(
      /set-cookie: __Host-casement-visit=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=None; Partitioned\r\n/,
    )
    const cookie = /set-cookie: ([^;]+);/.exec(text)?.[1] ?? ''
    // By either port: its name says what it is.
    const page = await exchange(door.port, request('/a?b', { cookie }, { host }))
    expect(page).toEndWith('\r\n\r\nok')
    expect(container.head).toStartWith('GET /a?b HTTP/1.1\r\n')
  })

  test('of another session, too old, forged or handed in otherwise opens nothing', async () => {
    const other = routeTo(1, { upstream: { kind: 'http' } })
    door.replace(snapshot({ sessions: [route, other] }))
    expect(await handIn(bare(ticketFor(other)))).toStartWith('HTTP/1.1 403 ')
    const old = bare(ticketFor(route, { expires: Date.now() - 60_000 }))
    expect(await handIn(old)).toStartWith('HTTP/1.1 401 ')
    expect(await handIn('x.y')).toStartWith('HTTP/1.1 401 ')
    const stranger = bare(ticketFor(route, { login: randomUUID() }))
    expect(await handIn(stranger)).toStartWith('HTTP/1.1 403 ')
    const query = `?ticket=${bare(ticketFor(route))}`
    expect(await ask(`${root}/.casement/enter${query}`)).toStartWith('HTTP/1.1 404 ')
    expect(container.connections).toBe(0)
  })

  test('opens no page of a desktop', async () => {
    const desktop = { ...route, upstream: { kind: 'rfb' as const } }
    door.replace(snapshot({ sessions: [desktop] }))
    expect(await handIn(bare(ticketFor(route)))).toStartWith('HTTP/1.1 404 ')
    expect(await ask(`${root}/`)).toStartWith('HTTP/1.1 404 ')
  })

  test('that is ahead of the news of its session waits for it', async () => {
    door.replace(snapshot())
    const answer = handIn(bare(ticketFor(route)))
    const wait = async () => {
      while (door.table.early.size === 0) await Bun.sleep(1)
    }
    await wait()
    door.replace(snapshot({ sessions: [route] }))
    expect(await answer).toStartWith('HTTP/1.1 303 ')
  })
})

describe('a request for what a container serves', () => {
  test('brings what opens the container, and nothing that is between the browser and us', async () => {
    const locked = { kind: 'http', authorization: 'Basic a2FzbTpwdw==' } as const
    door.replace(snapshot({ sessions: [{ ...route, upstream: locked }] }))
    await ask(`${root}/a/b?c=d`, {
      cookie: `theirs=1; ${visitFor(route)}; __Host-casement-x=y; casement=z; more=2`,
      authorization: 'Bearer of-mine',
      'x-forwarded-for': '6.6.6.6',
      'X-Casement-User': 'root',
      x_forwarded_host: 'evil',
      'proxy-authorization': 'Basic x',
      forwarded: 'for=6.6.6.6',
      'x-real-ip': '6.6.6.6',
      'x-hop': 'secret',
      connection: 'close, X-Hop',
    })
    const { head } = container
    expect(head).toStartWith('GET /a/b?c=d HTTP/1.1\r\n')
    expect(head).toContain('\r\nCookie: theirs=1; more=2\r\n')
    expect(head).toContain('\r\nAuthorization: Basic a2FzbTpwdw==\r\n')
    expect(head).toContain('\r\nX-Forwarded-For: 127.0.0.1\r\n')
    expect(head).toContain(`\r\nX-Forwarded-Prefix: ${root}\r\n`)
    expect(head).toContain(`\r\nhost: ${SITE}\r\n`)
    expect(head).toMatch(/\r\nX-Request-Id: [\w-]{36}\r\n/)
    expect(head).toContain('\r\nVia: 1.1 casement\r\n')
    expect(head.toLowerCase()).not.toMatch(/casement-|6\.6\.6\.6|of-mine|evil|proxy-|hop/)
    expect(door.table.takeUsed()).toEqual([route.session])
  })

  test('keeps its own Authorization where none is ours', async () => {
    await ask(`${root}/`, { authorization: 'Bearer of-mine' })
    expect(container.head).toContain('\r\nauthorization: Bearer of-mine\r\n')
  })

  test.each([
    ['nothing', (_: Route) => 'a=b', ' 401 '],
    ['a visit of another session', (r: Route) => visitFor(r, randomBytes(32)), ' 401 '],
    ['two', (r: Route) => `${visitFor(r)}; ${visitFor(r)}`, ' 401 '],
  ])('with %s is refused, and the container hears nothing of it', async (_what, cookie, status) => {
    for (const lines of [{}, UPGRADE]) {
      expect(await ask(`${root}/`, { ...lines, cookie: cookie(route) })).toContain(status)
    }
    expect(container.connections).toBe(0)
  })

  test('by a visit of another session is refused at a host of its own, too', async () => {
    const other = routeTo(1, { upstream: { kind: 'http' } })
    door.replace(snapshot({ sessions: [route, other] }))
    const cookie = `__Host-casement-visit=${bare(visitFor(other))}`
    const host = `${shortId(route.session)}.sessions.example`
    expect(await ask('/', { cookie }, { host })).toStartWith('HTTP/1.1 403 ')
    expect(container.connections).toBe(0)
  })

  test('ends with the sign-in and the session', async () => {
    door.replace(snapshot({ sessions: [{ ...route, logins: [] }] }))
    expect(await ask(`${root}/`)).toStartWith('HTTP/1.1 403 ')
    door.replace(snapshot({ sessions: [] }))
    expect(await ask(`${root}/`)).toStartWith('HTTP/1.1 404 ')
    expect(container.connections).toBe(0)
  })

  test.each([
    ['/../../api', 400],
    ['/%2e%2e/x', 400],
    ['/a%2fb', 400],
    ['/a%5cb', 400],
    ['/a\\b', 400],
    ['//a', 400],
    ['/a;b', 400],
    ['/%252e', 400],
    ['/a%00', 400],
    ['/a#b', 400],
    ['/.casement/else', 404],
  ])('for %s is refused', async (path, status) => {
    expect(await ask(root + path)).toStartWith(`HTTP/1.1 ${status} `)
    expect(container.connections).toBe(0)
  })

  test('with a target of another host is refused', async () => {
    expect(await ask(`https://other.example${root}/`)).toStartWith('HTTP/1.1 400 ')
    expect(await ask(`${root}/`, { Host: 'x' })).toStartWith('HTTP/1.1 400 ')
    expect(container.connections).toBe(0)
  })

  test('is not for our own pages', async () => {
    for (const path of ['/', '/api', '/healthz', '/internal/v1', `/s/${route.session}/`]) {
      expect(await ask(path)).toStartWith('HTTP/1.1 404 ')
    }
    const own = await exchange(door.port, request(`${root}/`, {}, { host: 'desk.example' }))
    expect(own).toStartWith('HTTP/1.1 404 ')
    expect(container.connections).toBe(0)
  })

  test.each([
    ['a form of another page', { origin: 'https://desk.example' }, 'POST', 403],
    ['a form of a sandbox', { origin: 'null' }, 'POST', 403],
    ['a form of its own', { origin: `https://${SITE}` }, 'POST', 200],
    [
      'an image of another page',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
      'GET',
      403,
    ],
    [
      'a link of another page',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' },
      'GET',
      200,
    ],
    [
      'a script of its own',
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' },
      'GET',
      200,
    ],
  ])('of %s', async (_what, lines, method, status) => {
    const body = method === 'POST' ? 'a=b' : ''
    container.answer = () => `${OK}Connection: close\r\n\r\nok`
    expect(await ask(`${root}/`, lines, { method, body })).toStartWith(`HTTP/1.1 ${status} `)
  })

  test('uses a connection again, and another where that died meanwhile', async () => {
    using client = new RawClient(port)
    const again = () => client.send(request(`${root}/`, { connection: 'keep-alive' }))
    again()
    await client.until((text) => text.endsWith('\r\n\r\nok'))
    again()
    await client.until((text) => text.split('\r\n\r\nok').length === 3)
    expect(container.connections).toBe(1)
  })
})

describe('an answer of a container', () => {
  test('sets no cookie of ours and none for more than itself', async () => {
    container.answer = () =>
      `${OK}Set-Cookie: a=1; Path=/x; Domain=example; HttpOnly\r\n` +
      'Set-Cookie: b=2\r\nSet-Cookie: __Host-casement-login=evil; Path=/; Secure\r\n' +
      'Set-Cookie: __Host-c=3; Path=/; Secure\r\nSet-Cookie: =casement-x=1\r\n\r\nok'
    const text = await ask(`${root}/`)
    const set = text.match(/set-cookie: [^\r]+/gi)
    expect(set).toEqual([`Set-Cookie: a=1; Path=${root}/x; HttpOnly`, 'Set-Cookie: b=2'])
  })

  test('speaks for no more than the session', async () => {
    container.answer = () =>
      `${OK}Service-Worker-Allowed: /\r\nClear-Site-Data: "*"\r\nAlt-Svc: h3=":1"\r\n` +
      'Strict-Transport-Security: max-age=1; includeSubDomains\r\nRefresh: 0; url=/\r\n' +
      'X-Frame-Options: DENY\r\nNEL: {}\r\nX-Accel-Redirect: /etc/passwd\r\n' +
      "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'\r\nX-Own: yes\r\n\r\nok"
    const text = await ask(`${root}/`)
    const names = [...text.matchAll(/^([\w-]+):/gm)].map(([, name]) => name?.toLowerCase())
    expect(names.sort()).toEqual([
      'connection',
      'content-length',
      'content-security-policy',
      'content-security-policy',
      'via',
      'x-own',
      'x-request-id',
    ])
    expect(text).toContain("Content-Security-Policy: default-src 'self'\r\n")
  })

  test.each([
    ['/x', '/x'],
    [`http://${SITE}/y?z`, '/y?z'],
    [`//${SITE}`, '/'],
    ['https://other.example/', undefined],
    ['sub/page', undefined],
  ])('that leads to %s stays in the session where it is meant for it', async (to, own) => {
    container.answer = () => `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`
    expect(await ask(`${root}/`)).toContain(
      `\r\nLocation: ${own === undefined ? to : root + own}\r\n`,
    )
  })

  test.each([
    ['a head that never ends', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`],
    ['a megabyte of fields', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(1_000_000)}\r\n\r\n`],
    ['more fields than fit', `${OK}${'X: y\r\n'.repeat(101)}\r\n`],
    ['sixteen exabytes', 'HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n'],
    ['two lengths', `${OK}Content-Length: 3\r\n\r\nok`],
    ['interim answers without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)],
    ['a switch that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a line without end', `HTTP/1.1 200 OK\nX: y\n\n`],
  ])('of %s is ours, and says so in the frame', async (_what, bytes) => {
    container.answer = () => bytes
    const text = await ask(`${root}/`)
    const last = text.slice(text.lastIndexOf('HTTP/1.1 '))
    expect(last).toStartWith('HTTP/1.1 502 ')
    expect(last).toContain('frame-ancestors https://desk.example\r\n')
    await container.left()
  })
})

describe('a WebSocket of a container', () => {
  const SWITCH =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Set-Cookie: __Host-casement-login=evil\r\n\r\n'

  test('is moved both ways, counts as use, and ends with the session', async () => {
    container.answer = () => SWITCH
    using client = new RawClient(port)
    client.send(request(`${root}/websockify`, UPGRADE))
    const head = await client.until((text) => text.endsWith('\r\n\r\n'))
    expect(head).not.toContain('evil')
    expect(container.head).toStartWith('GET /websockify HTTP/1.1\r\n')
    door.table.takeUsed()
    client.send(Buffer.from([0x8a, 0x80, 1, 2, 3, 4]))
    await client.until((text) => text.endsWith('\x01\x02\x03\x04'))
    expect(door.table.takeUsed()).toEqual([])
    client.send(Buffer.from([0x82, 0x80, 1, 2, 3, 5]))
    await client.until((text) => text.endsWith('\x03\x05'))
    expect(door.table.takeUsed()).toEqual([route.session])
    door.replace(snapshot({ sessions: [] }))
    await client.closed
    await container.left()
  })

  test.each([
    ['another site', 'https://evil.example'],
    ['a sandbox', 'null'],
    ['our own page', 'https://desk.example'],
    ['a look-alike', `https://${SITE}.evil.example`],
  ])('is not for %s', async (_what, origin) => {
    expect(await ask(`${root}/websockify`, { ...UPGRADE, origin })).toStartWith('HTTP/1.1 403 ')
    expect(container.connections).toBe(0)
  })
})
