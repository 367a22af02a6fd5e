/** What the self-test of what stands in front needs of the front door. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readSeen } from '../../contract/seen.ts'
import { SEEN_PATH, SELF_TEST } from '../../domain/front.ts'
import {
  exchange,
  openDoor,
  proofFor,
  RawClient,
  routeTo,
  snapshot,
  ticketFor,
} from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import type { FrontDoor } from './door.ts'

const manager = new Manager()
const route = routeTo(9, { session: SELF_TEST })
let door: FrontDoor

beforeAll(async () => {
  door = openDoor({}, { pathPrefix: '/desk' })
  door.replace(snapshot({ managers: [await manager.listen()] }))
})

afterAll(() => {
  door[Symbol.dispose]()
  manager[Symbol.dispose]()
})

describe('a manager is told how a request of the self-test arrived', () => {
  async function seenOf(target: string, fields: string, version = '1.1') {
    const head = `GET ${target} HTTP/${version}\r\nHost: desk.example\r\n${fields}\r\n`
    await exchange(door.port, `${head.slice(0, -2)}Connection: close\r\n\r\n`)
    return readSeen(String(manager.headers['x-casement-seen'] ?? ''))
  }

  test('with what others said of it', async () => {
    const lies = 'X-Casement-Seen: x\r\nX-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.7\r\n'
    expect(await seenOf(`/desk${SEEN_PATH}?page=x`, lies)).toEqual({
      minor: 1,
      host: 'desk.example',
      secure: false,
      peer: '127.0.0.1',
      address: '127.0.0.1',
      left: true,
      proto: 'http',
      claimed: '192.0.2.7',
    })
    expect(await seenOf(SEEN_PATH, '', '1.0')).toMatchObject({ minor: 0, left: false })
  })

  test('and of no other', async () => {
    expect(await seenOf('/other', 'X-Casement-Seen: x\r\n')).toBeUndefined()
    expect(manager.headers['x-casement-seen']).toBeUndefined()
  })
})

describe('a WebSocket on which nothing is said', () => {
  function upgrade(cookie: string, origin = 'http://desk.example', query = '') {
    return [
      `GET /s/${SELF_TEST}/rfb${query} HTTP/1.1`,
      'Host: desk.example',
      `Origin: ${origin}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Cookie: ${cookie}`,
      '\r\n',
    ].join('\r\n')
  }

  async function statusOf(sent: string): Promise<string> {
    using client = new RawClient(door.port)
    const text = await client.send(sent).until((text) => text.includes('\r\n'))
    return text.slice('HTTP/1.1 '.length, text.indexOf('\r\n'))
  }

  test('opens by the ticket that a desktop would need, and ends when its browser ends it', async () => {
    using client = new RawClient(door.port)
    client.send(upgrade(ticketFor(route)))
    await client.until((text) => text.includes('\r\n\r\n'))
    client.send(Buffer.from([0x88, 0x80, 0, 0, 0, 0]))
    const text = await client.all()
    expect(text).toContain('101 Switching Protocols')
    expect(text).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    expect(text).toEndWith('\r\n\r\n')
  })

  test('asks for the page where Host has another name', async () => {
    const renamed = upgrade(ticketFor(route), 'https://outside.example')
    expect(await statusOf(renamed)).toBe('403 Forbidden')
    const query = `?page=${proofFor(route)}`
    using client = new RawClient(door.port)
    client.send(upgrade(ticketFor(route), 'https://outside.example', query))
    await client.until((text) => text.includes('101 Switching Protocols'))
  })

  test('opens to nobody else', async () => {
    expect(await statusOf(upgrade('a=b'))).toBe('401 Unauthorized')
    const late = ticketFor(route, { expires: Date.now() - 60_000 })
    expect(await statusOf(upgrade(late))).toBe('401 Unauthorized')
    const other = ticketFor(route, { session: crypto.randomUUID() })
    expect(await statusOf(upgrade(other))).toBe('403 Forbidden')
  })

  test('is not had without end', async () => {
    const clients = Array.from({ length: 32 }, () => new RawClient(door.port))
    for (const client of clients) client.send(upgrade(ticketFor(route)))
    for (const client of clients)
      await client.until((text) => text.includes('101 Switching Protocols'))
    using last = new RawClient(door.port)
    last.send(upgrade(ticketFor(route)))
    await last.until((text) => text.includes('503 Service Unavailable'))
    for (const client of clients) client[Symbol.dispose]()
  })
})
