import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:net'
import type { SessionUpstream } from '../../contract/upstream.ts'
import { shortId } from '../../domain/access.ts'
import { selfSigned } from '../certificates/self-signed.ts'
import type { FrontDoor } from '../door/door.ts'
import { Container } from '../testing/container.ts'
import { exchange, openDoor, routeTo, snapshot, visitFor } from '../testing/door.ts'

const pair = selfSigned(['kasm'], new Date())
const container = new Container(pair)
const fingerprint = new X509Certificate(pair.cert).fingerprint256.replaceAll(':', '').toLowerCase()
let port = 0
let door: FrontDoor

beforeAll(async () => {
  port = await container.listen()
  door = openDoor({ connect: 2_000 }, { sessionPort: 0 })
})

afterAll(() => {
  door[Symbol.dispose]()
  container[Symbol.dispose]()
})

function ask(upstream: Partial<SessionUpstream>, to = port) {
  const route = routeTo(to, { upstream: { kind: 'https', ...upstream } })
  door.replace(snapshot({ sessions: [route] }))
  return exchange(
    door.sessionPort ?? 0,
    `GET /s/${shortId(route.session)}/ HTTP/1.1\r\nHost: x\r\nCookie: ${visitFor(route)}\r\nConnection: close\r\n\r\n`,
  )
}

describe('a container that speaks HTTPS', () => {
  test('is believed whatever it shows where the route says so', async () => {
    expect(await ask({})).toEndWith('\r\n\r\nok')
  })

  test('is believed by its fingerprint', async () => {
    expect(await ask({ fingerprint })).toEndWith('\r\n\r\nok')
  })

  test('with another certificate is told nothing', async () => {
    const before = container.heads.length
    const other = fingerprint.replace(/./, (digit) => (digit === '0' ? '1' : '0'))
    const authorization = 'Basic secret'
    expect(await ask({ fingerprint: other, authorization })).toStartWith('HTTP/1.1 503 ')
    expect(container.heads).toHaveLength(before)
  })

  test('and never finishes its handshake is given up', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const at = typeof address === 'object' && address ? address.port : 0
    expect(await ask({}, at)).toStartWith('HTTP/1.1 503 ')
    silent.close()
  })
})
