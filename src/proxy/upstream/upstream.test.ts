import { describe, expect, test } from 'bun:test'
import { createServer, type Server, type Socket } from 'node:net'
import { until } from '../../testing/until.ts'
import { exchange, openDoor, RawClient, snapshot } from '../testing/door.ts'

const CLOSE = 'Connection: close\r\n'

function get(path: string, fields = '') {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
}

/** A manager of raw sockets: `serve` gets each connection and its number. */
async function listen(serve: (socket: Socket, number: number) => void): Promise<{
  server: Server
  url: string
}> {
  let connections = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    serve(socket, ++connections)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

function respond(socket: Socket, body: string) {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}

describe('connections to a manager', () => {
  test('are used again', async () => {
    const { server, url } = await listen((socket, number) =>
      socket.on('data', () => respond(socket, `connection ${number}`)),
    )
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    for (let i = 0; i < 3; i++) {
      expect(await exchange(door.port, get('/', CLOSE))).toEndWith('connection 1')
    }
    server.close()
  })

  test('that turn out to be dead cost a reader nothing', async () => {
    const { server, url } = await listen((socket, number) => {
      let requests = 0
      socket.on('data', () => {
        if (++requests === 1) respond(socket, `connection ${number}`)
        else socket.destroy()
      })
    })
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    for (const number of [1, 2, 3]) {
      const text = await exchange(door.port, get('/', CLOSE))
      expect(text).toEndWith(`connection ${number}`)
    }
    server.close()
  })

  test('are not used again once the manager is another, even if one was in use then', async () => {
    const asked = Promise.withResolvers<Socket>()
    const old = await listen((socket) => socket.on('data', () => asked.resolve(socket)))
    const next = await listen((socket) => socket.on('data', () => respond(socket, 'the next')))
    await using door = openDoor()
    door.replace(snapshot({ managers: [old.url] }))
    const first = exchange(door.port, get('/', CLOSE))
    const socket = await asked.promise
    door.replace(snapshot({ managers: [next.url] }))
    socket.on('data', () => respond(socket, 'the old'))
    respond(socket, 'the old')
    expect(await first).toEndWith('the old')
    expect(await exchange(door.port, get('/', CLOSE))).toEndWith('the next')
    old.server.close()
    next.server.close()
  })

  test('stay with the manager that is known when a snapshot cannot be taken over', async () => {
    const { server, url } = await listen((socket) => socket.on('data', () => respond(socket, 'a')))
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    const bad = snapshot({ managers: ['http://127.0.0.1:1'], ticketKeys: ['none'] })
    expect(() => door.replace(bad)).toThrow()
    expect(await exchange(door.port, get('/', CLOSE))).toEndWith('a')
    server.close()
  })

  test('are new for what must not happen twice', async () => {
    const { server, url } = await listen((socket, number) =>
      socket.on('data', () => respond(socket, `connection ${number}`)),
    )
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    expect(await exchange(door.port, get('/', CLOSE))).toEndWith('connection 1')
    const post = `POST / HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Length: 0\r\n\r\n`
    expect(await exchange(door.port, post)).toEndWith('connection 2')
    server.close()
  })

  test('that break off before an answer are not tried for ever', async () => {
    let requests = 0
    const { server, url } = await listen((socket) =>
      socket.on('data', () => {
        requests++
        socket.destroy()
      }),
    )
    await using door = openDoor({ repeats: 1 })
    door.replace(snapshot({ managers: [url] }))
    expect(await exchange(door.port, get('/', CLOSE))).toStartWith('HTTP/1.1 502 ')
    expect(requests).toBe(2)
    const post = `POST / HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Length: 0\r\n\r\n`
    expect(await exchange(door.port, post)).toStartWith('HTTP/1.1 502 ')
    expect(requests).toBe(3)
    server.close()
  })

  test('go to another manager when one is away', async () => {
    const { server, url } = await listen((socket) =>
      socket.on('data', () => respond(socket, 'the other')),
    )
    await using door = openDoor()
    door.replace(snapshot({ managers: ['http://127.0.0.1:1', url, 'http://127.0.0.1:2'] }))
    const body = 'x'.repeat(100_000)
    const post = `POST / HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Length: ${body.length}\r\n\r\n${body}`
    for (let i = 0; i < 3; i++) expect(await exchange(door.port, post)).toEndWith('the other')
    server.close()
  })
})

describe('an upgrade to the manager', () => {
  const upgrade = get('/live', 'Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n')
  const switching =
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

  test('becomes a tunnel, with what came early', async () => {
    const { server, url } = await listen((socket) => {
      socket.once('data', (head: Buffer) => {
        expect(head.toString()).toContain('Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
        socket.write(`${switching}hello `)
        socket.on('data', (bytes: Buffer) => socket.write(bytes.toString().toUpperCase()))
        socket.on('end', () => socket.end(' bye'))
      })
    })
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    using client = new RawClient(door.port)
    client.send(`${upgrade}early`)
    await client.until((text) => text.endsWith('\r\n\r\nhello EARLY'))
    client.send(' and late')
    await client.until((text) => text.endsWith(' AND LATE'))
    client.socket.end()
    expect(await client.all()).toEndWith(' AND LATE bye')
    server.close()
  })

  test('that is refused is an answer like any other', async () => {
    const { server, url } = await listen((socket) => {
      let requests = 0
      socket.on('data', () => {
        if (++requests > 1) return respond(socket, 'not a tunnel')
        socket.write('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno')
      })
    })
    await using door = openDoor()
    door.replace(snapshot({ managers: [url] }))
    using client = new RawClient(door.port)
    await client.send(upgrade).until((text) => text.endsWith('no'))
    await client.send(get('/internal/secret', CLOSE)).all()
    expect(client.text).toContain('HTTP/1.1 404 ')
    server.close()
  })
})

test('a stream of events ends at once when the door retires', async () => {
  const { server, url } = await listen((socket) =>
    socket.on('data', () =>
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n:hi\n\n\r\n',
      ),
    ),
  )
  const door = openDoor()
  door.replace(snapshot({ managers: [url] }))
  using client = new RawClient(door.port)
  await client.send(get('/events')).until((text) => text.includes(':hi'))
  const retired = door.retire(60_000)
  await client.all()
  client.socket.destroy()
  await retired
  server.close()
})

test('a client that reads slowly gets everything, and holds up nobody', async () => {
  const { server, url } = await listen((socket) => {
    socket.on('data', (head: Buffer) => {
      if (head.toString().startsWith('GET /quick')) return respond(socket, 'quick')
      const body = Buffer.alloc(32 * 1024 * 1024, 'abcdefgh')
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
  })
  await using door = openDoor()
  door.replace(snapshot({ managers: [url] }))
  using slow = new RawClient(door.port)
  slow.socket.pause()
  slow.send(get('/big', CLOSE))
  await until('the client to be full', () => door.stalled)
  expect(await exchange(door.port, get('/quick', CLOSE))).toEndWith('quick')
  slow.socket.resume()
  const text = await slow.all()
  expect(text.length - text.indexOf('\r\n\r\n') - 4).toBe(32 * 1024 * 1024)
  expect(text.endsWith('abcdefgh')).toBe(true)
  server.close()
})
