import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { until } from '../../testing/until.ts'
import { exchange, openDoor, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import type { FrontDoor } from './door.ts'

const CLOSE = 'Connection: close\r\n'

function get(path: string, fields = '', line = 'HTTP/1.1') {
  return `GET ${path} ${line}\r\nHost: desk.example\r\n${fields}\r\n`
}

const manager = new Manager()
let door: FrontDoor

beforeAll(async () => {
  door = openDoor()
  door.replace(snapshot({ managers: [await manager.listen()] }))
})

afterAll(() => {
  door[Symbol.dispose]()
  manager[Symbol.dispose]()
})

describe('a request to the manager', () => {
  test('arrives with our words about the client, and no others', async () => {
    const lies = 'X-Forwarded-For: 6.6.6.6\r\nX-Request-Id: mine\r\nX_Forwarded_Proto: ftp\r\n'
    const text = await exchange(door.port, get('/a?b=c', `${lies}${CLOSE}`))
    expect(text).toEndWith('ok:/a?b=c')
    expect(manager.headers).toMatchObject({
      host: 'desk.example',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'desk.example',
    })
    expect(manager.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(manager.headers.x_forwarded_proto).toBeUndefined()
  })

  test('takes the one form of its path', async () => {
    expect(await exchange(door.port, get('/%61%2dx', CLOSE))).toEndWith('ok:/a-x')
  })

  test('may come byte by byte', async () => {
    using client = new RawClient(door.port)
    for (const byte of get('/slow', CLOSE)) {
      await new Promise((resolve) => client.socket.write(byte, resolve))
    }
    expect(await client.all()).toEndWith('ok:/slow')
  })

  test('waits for its turn when several come at once', async () => {
    const text = await exchange(door.port, get('/a') + get('/chunks') + get('/c', CLOSE))
    expect(text.match(/ok:\/\w/g)).toEqual(['ok:/a', 'ok:/c'])
    expect(text.indexOf('ok:/a')).toBeLessThan(text.indexOf('b'.repeat(1000)))
  })

  test('brings five megabytes of known length', async () => {
    const body = Buffer.alloc(5_000_000, 'z')
    const head = `POST /hash HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Length: ${body.length}\r\n\r\n`
    const text = await exchange(door.port, Buffer.concat([Buffer.from(head), body]))
    expect(text).toEndWith(`5000000 ${createHash('sha1').update(body).digest('hex')}`)
  })

  test('brings five megabytes in chunks, and the next request after them', async () => {
    const chunk = `186A0;ext=1\r\n${'z'.repeat(100_000)}\r\n`
    const head = 'POST /hash HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
    const trailer = '0\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n'
    const text = await exchange(door.port, head + chunk.repeat(50) + trailer + get('/after', CLOSE))
    const hash = createHash('sha1').update('z'.repeat(5_000_000)).digest('hex')
    expect(text).toContain(`5000000 ${hash}`)
    expect(text).toEndWith('ok:/after')
  })

  test('may ask for a continue first', async () => {
    using client = new RawClient(door.port)
    client.send(
      'POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n',
    )
    await client.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    client.send('hello')
    await client.until((text) => text.includes('\r\n5 aaf4c61d'))
  })

  test('is not sent twice when its chunks are malformed', async () => {
    const before = manager.requests.length
    const text = await exchange(
      door.port,
      `POST /hash HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n${get('/smuggled')}`,
    )
    expect(text).toStartWith('HTTP/1.1 400 ')
    expect(manager.requests.slice(before)).not.toContain('/smuggled')
  })
})

describe('an answer', () => {
  test('in chunks is followed by the next', async () => {
    const text = await exchange(door.port, get('/chunks') + get('/next', CLOSE))
    expect(text).toContain('b'.repeat(100_000))
    expect(text).toEndWith('ok:/next')
  })

  test('in chunks is plain for an old client', async () => {
    const text = await exchange(door.port, 'GET /chunks HTTP/1.0\r\n\r\n')
    expect(text.toLowerCase()).not.toContain('transfer-encoding')
    expect(text).toEndWith(`\r\n\r\n${'a'.repeat(10)}${'b'.repeat(100_000)}c`)
  })

  test('to HEAD has no body', async () => {
    const text = await exchange(door.port, `HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n${get('/q', CLOSE)}`)
    expect(text.match(/ok:\/\w/g)).toEqual(['ok:/q'])
  })

  test('of 304 has no body', async () => {
    const text = await exchange(door.port, get('/304') + get('/q', CLOSE))
    expect(text).toStartWith('HTTP/1.1 304 ')
    expect(text).toEndWith('ok:/q')
  })

  test('says so when the connection ends', async () => {
    expect(await exchange(door.port, get('/a', CLOSE))).toMatch(/connection: close\r\n/i)
  })

  test('may last until its connection ends', async () => {
    expect(await exchange(door.port, get('/until-close'))).toEndWith('\r\n\r\nuntil close')
  })

  test('that is cut off is cut off for the client', async () => {
    const text = await exchange(door.port, get('/truncated') + get('/a'))
    expect(text).toEndWith('x'.repeat(500))
  })

  test('before the end of the request never makes a request of its body', async () => {
    const before = manager.requests.length
    const text = await exchange(
      door.port,
      `POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n${get('/smuggled')}`,
    )
    expect(text).toEndWith('ok:/early')
    expect(manager.requests.slice(before)).toEqual(['/early'])
  })

  test('before the end of the request ends the connection, whatever comes later', async () => {
    const before = manager.requests.length
    using client = new RawClient(door.port)
    client.send('POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nabc')
    await client.until((text) => text.endsWith('ok:/early'))
    client.send(get('/smuggled'))
    expect(await client.all()).toEndWith('ok:/early')
    expect(manager.requests.slice(before)).toEqual(['/early'])
  })

  test('streams events as they happen', async () => {
    using client = new RawClient(door.port)
    client.send(get('/events'))
    await client.until((text) => text.includes('data: first\n\n'))
  })

  test("that is longer than it says is nobody else's answer", async () => {
    using client = new RawClient(door.port)
    await client.send(get('/longer')).until((text) => text.endsWith('ok'))
    const text = await client.send(get('/mine', CLOSE)).all()
    expect(text).toEndWith('ok:/mine')
    expect(text).not.toContain('poisoned')
  })

  test('of 101 with another protocol opens no tunnel', async () => {
    using client = new RawClient(door.port)
    client.send(get('/other-switch', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'))
    await client.until((text) => text.startsWith('HTTP/1.1 502 '))
    await client.send(get('/internal/v1')).until((text) => text.includes('HTTP/1.1 404 '))
  })

  test.each([
    '/garbage',
    '/two-lengths',
    '/endless-length',
    '/interim',
    '/endless-head',
    '/split',
    '/folded',
    '/nul',
    '/unasked-switch',
  ])('like that of %s becomes a 502 that tells nothing', async (path) => {
    using client = new RawClient(door.port)
    const text = await client
      .send(get(path, 'Accept: text/html\r\n'))
      .until((seen) => /HTTP\/1.1 502 .*<\/html>/s.test(seen))
    expect(text).not.toContain('secret')
    expect(text).not.toContain('127.0.0.1')
    client.send(get('/still-here'))
    await client.until((seen) => seen.endsWith('ok:/still-here'))
  })
})

describe('a client that leaves', () => {
  test('ends its request at the manager', async () => {
    manager.aborted = Promise.withResolvers<void>()
    const client = new RawClient(door.port)
    await client.send(get('/endless')).until((text) => text.length > 100_000)
    client.socket.destroy()
    await manager.aborted.promise
  })

  test('while it was slow leaves no connection behind that does not move', async () => {
    const slow = new RawClient(door.port)
    await slow.send(get('/big')).until((text) => text.length > 1000)
    slow.socket.pause()
    slow.socket.destroy()
    const texts = await Promise.all(
      Array.from({ length: 6 }, () => exchange(door.port, get('/a', CLOSE))),
    )
    for (const text of texts) expect(text).toEndWith('ok:/a')
  })
})

describe('the door itself', () => {
  test('is healthy without anyone', async () => {
    await using alone = openDoor()
    const text = await exchange(alone.port, get('/healthz', CLOSE))
    expect(text).toStartWith('HTTP/1.1 200 OK\r\n')
    expect(text).toEndWith('\r\n\r\nok')
  })

  test('is ready when a manager says so', async () => {
    expect(await exchange(door.port, get('/readyz', CLOSE))).toEndWith('ok:/readyz')
    await using alone = openDoor()
    const text = await exchange(alone.port, get('/readyz', CLOSE))
    expect(text).toStartWith('HTTP/1.1 503 ')
    expect(text).toContain('The manager does not answer')
  })

  test.each(['/internal', '/internal/', '/internal/v1/routes', '/%69nternal/v1/routes'])(
    'has nothing at %p',
    async (path) => {
      const before = manager.requests.length
      expect(await exchange(door.port, get(path, CLOSE))).toStartWith('HTTP/1.1 404 ')
      expect(manager.requests).toHaveLength(before)
    },
  )

  test.each([
    ['a folded line', 'GET /a HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', 400],
    ['bare line ends', 'GET /a HTTP/1.1\nHost: x\n\n', 400],
    ['a path with dots', 'GET /../a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['TRACE', 'TRACE /a HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['an unknown method', 'BREW /a HTTP/1.1\r\nHost: x\r\n\r\n', 501],
    ['a long head', `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a big body', 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n', 413],
  ])('refuses %s', async (_name, bytes, status) => {
    const before = manager.requests.length
    const text = await exchange(door.port, bytes)
    expect(text).toStartWith(`HTTP/1.1 ${status} `)
    expect(text).toContain('"error_message"')
    expect(manager.requests).toHaveLength(before)
  })

  test('speaks to people in pages and to programs in JSON, with the number of the request', async () => {
    await using alone = openDoor()
    const page = await exchange(alone.port, get('/', `Accept: text/html,*/*\r\n${CLOSE}`))
    expect(page).toMatch(/^HTTP\/1.1 503 .*retry-after: 2\r\n.*<h1>Back in a moment<\/h1>/s)
    const [, id = 'none'] = /x-request-id: (\S+)/.exec(page) ?? []
    expect(page).toContain(`Request <code>${id}</code>`)
    const french = `Accept: text/html\r\nAccept-Language: fr-CA,en;q=0.5\r\n${CLOSE}`
    expect(await exchange(alone.port, get('/', french))).toMatch(
      /<html lang="fr">.*<h1>De retour dans un instant<\/h1>/s,
    )
    const json = await exchange(alone.port, get('/', CLOSE))
    expect(JSON.parse(json.slice(json.indexOf('{')))).toEqual({
      error_message: expect.stringContaining('The manager does not answer'),
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })
})

test('a client that asks much and reads nothing is not read either', async () => {
  await using alone = openDoor()
  using client = new RawClient(alone.port)
  client.socket.pause()
  client.send(get('/healthz').repeat(500_000))
  await until('the client to be full', () => alone.stalled)
  for (let i = 0; i < 50; i++) await exchange(alone.port, get('/healthz', CLOSE))
  expect(client.socket.writableLength).toBeGreaterThan(0)
})
