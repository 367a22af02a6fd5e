import { describe, expect, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { until } from '../../testing/until.ts'
import { exchange, openDoor, snapshot } from '../testing/door.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
const post = 'POST /act HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nonce'
const SOON = { outage: 300, probe: 100, examine: 50, sweep: 20 }

/** What a manager has been asked, and how it is. */
type Illness = 'well' | 'hung' | 'starting'

/** A manager that may be ill, on a port of its own or on one that had another. */
async function manager(name: string, how: Illness = 'well', port = 0) {
  const asked: string[] = []
  const state = { how, asked }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => {
      const line = bytes.toString('latin1').split(' HTTP')[0] ?? ''
      if (!line.endsWith('/readyz')) asked.push(line)
      if (state.how === 'hung') return
      const status = state.how === 'well' ? '200 OK' : '503 Service Unavailable'
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: ${name.length}\r\n\r\n${name}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return Object.assign(state, {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}

describe('a manager that is away', () => {
  test('is waited for, by a request with a body too, and gets it once', async () => {
    const before = await manager('before')
    await before[Symbol.asyncDispose]()
    await using door = openDoor({ ...SOON, outage: 60_000 })
    door.replace(snapshot({ managers: [before.url] }))
    const answers = Promise.all([exchange(door.port, get('/')), exchange(door.port, post)])
    await until('both', () => door.connections === 2)
    await using after = await manager('after', 'well', before.port)
    for (const answer of await answers) expect(answer).toEndWith('after')
    expect(after.asked.sort()).toEqual(['GET /', 'POST /act'])
  })

  test('is waited for elsewhere when the news says where', async () => {
    const before = await manager('before')
    await before[Symbol.asyncDispose]()
    await using after = await manager('after')
    await using door = openDoor({ ...SOON, outage: 60_000 })
    door.replace(snapshot({ managers: [before.url] }))
    const answer = exchange(door.port, get('/'))
    await until('it', () => door.connections === 1)
    door.replace(snapshot({ managers: [after.url] }))
    expect(await answer).toEndWith('after')
  })

  test('is not waited for for ever, and then not at all', async () => {
    const before = await manager('before')
    await before[Symbol.asyncDispose]()
    await using door = openDoor(SOON)
    door.replace(snapshot({ managers: [before.url] }))
    expect(await exchange(door.port, get('/'))).toStartWith('HTTP/1.1 503 ')
    await Bun.sleep(SOON.outage)
    const began = performance.now()
    expect(await exchange(door.port, get('/'))).toStartWith('HTTP/1.1 503 ')
    expect(performance.now() - began).toBeLessThan(SOON.outage)
  })

  test('is asked by one question at a time, however many wait', async () => {
    const before = await manager('before')
    await before[Symbol.asyncDispose]()
    await using door = openDoor({ ...SOON, outage: 60_000 })
    door.replace(snapshot({ managers: [before.url] }))
    const first = exchange(door.port, get('/'))
    await until('it to be known', () => !door.managers.ready)
    const answers = [first, ...Array.from({ length: 50 }, () => exchange(door.port, get('/')))]
    await until('all', () => door.connections === 51)
    let [open, most] = [0, 0]
    const hung = createServer((socket) => {
      most = Math.max(most, ++open)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open--)
      socket.resume()
    })
    await new Promise<void>((resolve) => hung.listen(before.port, '127.0.0.1', resolve))
    await until('questions', () => most > 0)
    await Bun.sleep(3 * SOON.probe)
    expect(most).toBe(1)
    await new Promise<void>((resolve) => hung.close(() => resolve()))
    await using _ = await manager('after', 'well', before.port)
    for (const answer of await Promise.all(answers)) expect(answer).toEndWith('after')
  })
})

describe('of several managers', () => {
  test('one that hangs gets no requests, and what it had is asked again where that does no harm', async () => {
    await using hung = await manager('hung')
    await using well = await manager('well')
    await using door = openDoor({ ...SOON, examine: 10 })
    hung.how = 'hung'
    door.replace(snapshot({ managers: [hung.url, well.url] }))
    for (let i = 0; i < 4; i++) expect(await exchange(door.port, get(`/${i}`))).toEndWith('well')
    hung.asked.length = 0
    for (let i = 0; i < 4; i++) expect(await exchange(door.port, post)).toEndWith('well')
    expect(hung.asked).toEqual([])
    hung.how = 'well'
    await until('it to be asked again', async () =>
      (await exchange(door.port, get('/again'))).endsWith('hung'),
    )
  })

  test('one that is starting gets none while another is ready', async () => {
    await using starting = await manager('starting', 'starting')
    await using well = await manager('well')
    await using door = openDoor({ ...SOON, examine: 10 })
    door.replace(snapshot({ managers: [starting.url, well.url] }))
    await until('it to be known', async () => {
      const answers = [await exchange(door.port, get('/')), await exchange(door.port, get('/'))]
      return answers.every((answer) => answer.endsWith('well'))
    })
    starting.asked.length = 0
    for (let i = 0; i < 4; i++) expect(await exchange(door.port, get('/'))).toEndWith('well')
    expect(starting.asked).toEqual([])
    starting.how = 'well'
    await until('it to be ready', async () =>
      (await exchange(door.port, get('/'))).endsWith('starting'),
    )
  })

  test('an answer of one that is not ready is better than none', async () => {
    await using starting = await manager('starting', 'starting')
    await using door = openDoor(SOON)
    door.replace(snapshot({ managers: ['http://127.0.0.1:1', starting.url] }))
    const text = await exchange(door.port, get('/'))
    expect(text).toStartWith('HTTP/1.1 503 ')
    expect(text).toEndWith('starting')
  })
})
