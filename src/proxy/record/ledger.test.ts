import { afterAll, afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../testing/until.ts'
import type { FrontDoor } from '../door/door.ts'
import { Desktop } from '../testing/desktop.ts'
import { exchange, openDoor, RawClient, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import { AccessLog, type LogMode } from './access-log.ts'
import { Ledger } from './ledger.ts'

const dir = mkdtempSync(join(tmpdir(), 'casement-ledger-'))
const manager = new Manager()
const managerUrl = await manager.listen()
afterAll(() => {
  manager[Symbol.dispose]()
  rmSync(dir, { recursive: true })
})

let file: string
let door: FrontDoor

function open(mode: LogMode) {
  file = join(dir, crypto.randomUUID())
  writeFileSync(file, '')
  door = openDoor({}, {}, new Ledger(new AccessLog({ mode, file, format: 'json' })))
  door.replace(snapshot({ managers: [managerUrl] }))
}

beforeEach(() => open('full'))
afterEach(() => door[Symbol.dispose]())

function get(path: string, fields = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n${fields}\r\n`
}

async function lines(count: number): Promise<Record<string, unknown>[]> {
  const all = () => readFileSync(file, 'utf8').split('\n').slice(0, -1)
  await until(`${count} lines`, () => all().length >= count)
  return all().map((line) => JSON.parse(line))
}

test('a request is logged under the number that the manager and the browser were told', async () => {
  const sent = get('/a?secret=1', 'User-Agent: Test/1\r\nX-Request-Id: mine-and-not-yours\r\n')
  const answer = await exchange(door.port, sent)
  const [, id] = /X-Request-Id: ([0-9a-f-]{36})\r\n/.exec(answer) ?? []
  expect(manager.headers['x-request-id']).toBe(id)
  expect(answer.match(/x-request-id/gi)).toHaveLength(1)
  const [line] = await lines(1)
  expect(line).toMatchObject({
    event: 'request',
    id,
    client: '127.0.0.1',
    method: 'GET',
    host: 'desk.example',
    path: '/a',
    query: ['secret'],
    status: 200,
    agent: 'Test/1',
    in: sent.length,
    out: answer.length,
  })
  expect(line?.upstream).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(Number(line?.ms)).toBeGreaterThanOrEqual(Number(line?.first_ms))
})

test('requests of one connection have their own lines, with their own bytes', async () => {
  const first = 'POST /b HTTP/1.1\r\nHost: desk.example\r\nContent-Length: 5\r\n\r\nhello'
  const second = get('/c')
  const answers = await exchange(door.port, first + second)
  const logged = await lines(2)
  expect(logged.map(({ path, in: bytes }) => [path, bytes])).toEqual([
    ['/b', first.length],
    ['/c', second.length],
  ])
  expect(logged.reduce((sum, { out }) => sum + Number(out), 0)).toBe(answers.length)
})

test('what was refused says why, also where nobody could read it', async () => {
  await exchange(door.port, get('/a/%2e%2e/b'))
  await exchange(door.port, 'GET / HTTP/1.1\nHost: x\n\n')
  await exchange(door.port, get(`/s/${crypto.randomUUID()}/rfb`))
  const logged = await lines(3)
  expect(logged.map(({ status, why }) => [status, why])).toEqual([
    [400, 'malformedPath'],
    [400, 'malformed'],
    [401, 'noTicket'],
  ])
  const { sums, told } = door.ledger.take()
  expect(sums).toMatchObject({
    'requests_total{class="4xx"}': 3,
    'refusals_total{reason="noTicket"}': 1,
  })
  expect(told.map(({ why }) => why)).toEqual(['malformedPath', 'malformed', 'noTicket'])
})

test('a request that went through us before is not sent round again', async () => {
  expect(await exchange(door.port, get('/a', 'Via: 1.1 other, 1.1 casement\r\n'))).toStartWith(
    'HTTP/1.1 508 Loop Detected',
  )
  expect(await exchange(door.port, get('/a', 'Via: 1.1 casement-of-others\r\n'))).toMatch(
    /^HTTP\/1\.1 200 .*\r\nVia: 1\.1 casement\r\n/s,
  )
})

test('a browser that leaves early is told apart from one that waits', async () => {
  const client = new RawClient(door.port)
  client.send(get('/silent'))
  await until('the request', () => manager.requests.includes('/silent'))
  client[Symbol.dispose]()
  const [line] = await lines(1)
  expect(line).toMatchObject({ path: '/silent', cut: true })
})

test('a tunnel has a line at its beginning and one at its end', async () => {
  using desktop = new Desktop(() => {})
  const route = routeTo(await desktop.listen())
  door.replace(snapshot({ sessions: [route] }))
  const client = new RawClient(door.port)
  client.send(
    `GET /s/${route.session}/rfb HTTP/1.1\r\nHost: desk.example\r\nOrigin: http://desk.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: ${ticketFor(route)}\r\n\r\n`,
  )
  const head = await client.until((text) => text.includes('\r\n\r\n'))
  expect(head).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\nVia: 1\.1 casement\r\n/)
  await until('the open tunnel', () => door.ledger.open().picture === 1)
  client.send(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])) // close, 1000
  const [opened, ended] = await lines(2)
  client[Symbol.dispose]()
  const [login] = route.logins
  expect(opened).toMatchObject({ event: 'tunnel-open', session: route.session, login, status: 101 })
  expect(ended).toMatchObject({
    event: 'tunnel-end',
    id: opened?.id,
    close: 1000,
    closed_by: 'browser',
    user: route.user,
  })
  expect(Number(ended?.out)).toBeGreaterThan(head.indexOf('\r\n\r\n'))
  expect(door.ledger.take().sums).toMatchObject({
    'tunnels_total{kind="picture"}': 1,
    'tunnels_closed_total{by="browser"}': 1,
  })
  expect(door.ledger.open()).toEqual({})
})

test('errors alone are logged where nothing else is wanted', async () => {
  door[Symbol.dispose]()
  open('errors')
  await exchange(door.port, get('/a'))
  await exchange(door.port, get('/internal/x'))
  expect((await lines(1)).map(({ path }) => path)).toEqual(['/internal/x'])
})
