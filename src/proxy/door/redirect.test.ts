import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { until } from '../../testing/until.ts'
import { selfSigned } from '../certificates/self-signed.ts'
import { exchange, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import { FrontDoor } from './door.ts'
import { PortRefused } from './entrances.ts'

const tls = [selfSigned(['localhost'], new Date())]
const CLOSE = 'Connection: close\r\n\r\n'

const manager = new Manager()
let door: FrontDoor
let port: number

beforeAll(async () => {
  const listening = { hostname: '127.0.0.1', port: 0, redirectPort: 0, tls }
  door = new FrontDoor({ ...listening, trustedProxies: ['127.0.0.1'] })
  door.replace(snapshot({ managers: [await manager.listen()] }))
  port = door.redirectPort ?? 0
})

afterAll(() => {
  door[Symbol.dispose]()
  manager[Symbol.dispose]()
})

async function led(line: string, host = 'desk.example', fields = '') {
  const text = await exchange(port, `${line}\r\nHost: ${host}\r\n${fields}${CLOSE}`)
  return { status: text.slice(0, 12), location: /\r\nlocation: (.*)\r\n/.exec(text)?.[1] }
}

const LED: [string, string, string][] = [
  ['GET / HTTP/1.1', 'desk.example', 'https://desk.example:PORT/'],
  [
    'GET /a/%20b?c=/d&e=%0d%0aX:y HTTP/1.1',
    'desk.example:80',
    'https://desk.example:PORT/a/%20b?c=/d&e=%0d%0aX:y',
  ],
  ['POST /sign-in HTTP/1.1', '[2001:db8::1]:8080', 'https://[2001:db8::1]:PORT/sign-in'],
  ['GET http://desk.example/a HTTP/1.1', 'desk.example', 'https://desk.example:PORT/a'],
  ['GET /s/x/rfb HTTP/1.1', 'desk.example', 'https://desk.example:PORT/s/x/rfb'],
]

const REFUSED: [string, string, string][] = [
  ['another host in the target', 'GET http://evil.example/ HTTP/1.1', 'desk.example'],
  ['a path as host', 'GET / HTTP/1.1', 'desk.example/evil'],
  ['a name and a password', 'GET / HTTP/1.1', 'desk.example@evil.example'],
  ['two hosts', 'GET / HTTP/1.1', 'desk.example, evil.example'],
  ['a second line', 'GET / HTTP/1.1', 'desk.example\r\nHost: evil.example'],
  ['half of a line', 'GET / HTTP/1.1', 'desk.example\nSet-Cookie: a=b'],
  ['no host', 'GET / HTTP/1.0', ''],
  ['a target of two readings', 'GET /%2e%2e/a HTTP/1.1', 'desk.example'],
  ['no path', 'GET evil.example HTTP/1.1', 'desk.example'],
]

describe('plain HTTP', () => {
  test.each(LED)('%s at %s', async (line, host, location) => {
    const expected = location.replace('PORT', String(door.port))
    expect(await led(line, host)).toEqual({ status: 'HTTP/1.1 308', location: expected })
  })

  test.each(REFUSED)('leads nowhere with %s', async (_, line, host) => {
    expect(await led(line, host)).toEqual({ status: 'HTTP/1.1 400', location: undefined })
  })

  test.each([
    '//evil.example/',
    '/%5Cevil.example',
    '/\\evil.example',
    '/%09/evil.example',
    '/@evil.example',
  ])('stays on this host with %s', async (path) => {
    const { status, location = `https://desk.example:${door.port}/` } = await led(
      `GET ${path} HTTP/1.1`,
    )
    expect(new URL(location).host).toBe(`desk.example:${door.port}`)
    expect(status).toBeOneOf(['HTTP/1.1 308', 'HTTP/1.1 400'])
  })

  test('is healthy, and reaches no manager', async () => {
    expect(await exchange(port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${CLOSE}`)).toEndWith('ok')
    expect(await led('GET /internal/v1/a HTTP/1.1')).toMatchObject({ status: 'HTTP/1.1 308' })
    expect(manager.requests).toEqual([])
  })

  test('keeps the connection for the next', async () => {
    using client = new RawClient(port)
    const ask = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n'
    await client.send(ask + ask).until((text) => text.split('HTTP/1.1 308').length === 3)
  })

  test('says who is wrong where a proxy sends HTTPS there', async () => {
    const fields = 'X-Forwarded-Proto: https\r\n'
    expect(await led('GET / HTTP/1.1', 'desk.example', fields)).toEqual({
      status: 'HTTP/1.1 421',
      location: undefined,
    })
  })

  test('leads to the host that a trusted proxy names', async () => {
    const fields = 'X-Forwarded-Host: outside.example\r\nX-Forwarded-Proto: http\r\n'
    expect((await led('GET /a HTTP/1.1', 'inside.example', fields)).location).toBe(
      `https://outside.example:${door.port}/a`,
    )
  })
})

test('a port that another program has matters where it was asked for', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const listening = { hostname: '127.0.0.1', port: 0, redirectPort: address.port, tls }
  expect(() => new FrontDoor({ ...listening, redirectPortMatters: true })).toThrow(PortRefused)
  await using without = new FrontDoor(listening)
  expect(without.redirectPort).toBeUndefined()
  using client = new RawClient(without.port)
  await until('it to be in', () => without.connections === 1)
  client.socket.destroy()
  await new Promise((resolve) => other.close(resolve))
})
