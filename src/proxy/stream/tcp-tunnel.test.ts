import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { until } from '../../testing/until.ts'
import type { FrontDoor } from '../door/door.ts'
import { openDoor, routeTo, snapshot } from '../testing/door.ts'
import { Viewer } from '../testing/viewer.ts'

let connections = 0
let serve = (socket: Socket) => void socket.pipe(socket)
const server = createServer({ allowHalfOpen: true }, (socket) => {
  connections++
  socket.on('error', () => socket.destroy())
  serve(socket)
})
let door: FrontDoor
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address === 'object' && address) port = address.port
  door = openDoor()
})

afterAll(() => {
  door[Symbol.dispose]()
  server.close()
})

function tcpRoute() {
  return routeTo(port, { upstream: { kind: 'tcp' } })
}

function open(route = tcpRoute(), fields = {}) {
  door.replace(snapshot({ sessions: [route] }))
  return new Viewer(door.port, route, fields, 'tcp')
}

describe('a raw port of a session', () => {
  test('gets what the browser sends and answers in binary frames', async () => {
    serve = (socket) => void socket.pipe(socket)
    const route = tcpRoute()
    using viewer = open(route)
    viewer.send('hello ')
    viewer.send('port')
    expect((await viewer.take(10)).toString()).toBe('hello port')
    expect(viewer.status).toContain(' 101 ')
    expect(door.table.takeUsed()).toEqual([route.session])
  })

  test('may send more than any frame holds, to one who reads late', async () => {
    const bytes = Buffer.alloc(20_000_000, 'not all the same. ')
    serve = (socket) => void socket.write(bytes)
    using viewer = open()
    await viewer.answer()
    viewer.socket.pause()
    await until('it waits', () => door.stalled)
    viewer.socket.resume()
    const got = await viewer.take(bytes.length)
    const hash = (one: Buffer) => createHash('sha1').update(one).digest('hex')
    expect(hash(got)).toBe(hash(bytes))
  })

  test('answers a ping, and a goodbye once what came before it is with the session', async () => {
    const heard: Buffer[] = []
    serve = (socket) => void socket.on('data', (part) => heard.push(Buffer.from(part)))
    using viewer = open()
    await viewer.answer()
    viewer.send('are you there', 9)
    viewer.send('last words')
    viewer.send(Buffer.from([3, 232]), 8)
    expect(await viewer.closed).toEqual({ code: 1000, reason: '' })
    await until('the last words', () => Buffer.concat(heard).toString() === 'last words')
  })

  test('that closes says so to the browser, after all it said', async () => {
    serve = (socket) => void socket.end('bye')
    using viewer = open()
    expect((await viewer.take(3)).toString()).toBe('bye')
    expect((await viewer.closed).code).toBe(1000)
  })

  test('that is not there is to be tried again', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const address = gone.address()
    const free = typeof address === 'object' && address ? address.port : 0
    await new Promise((resolve) => gone.close(resolve))
    using viewer = open(routeTo(free, { upstream: { kind: 'tcp' } }))
    expect((await viewer.closed).code).toBe(1013)
  })

  test('is closed with the session and with the sign-in', async () => {
    serve = (socket) => void socket.pipe(socket)
    const route = tcpRoute()
    using first = open(route)
    await first.answer()
    door.replace(snapshot({ sessions: [] }))
    expect((await first.closed).code).toBe(4002)
    using second = open(route)
    await second.answer()
    door.replace(snapshot({ sessions: [{ ...route, logins: [] }] }))
    expect((await second.closed).code).toBe(4001)
  })

  test.each([
    ['without a ticket', { cookie: 'a=b' }, ' 401 '],
    ['from a page of another site', { origin: 'https://evil.example' }, ' 403 '],
    ['as anything but a WebSocket', { upgrade: 'h2c' }, ' 426 '],
  ])('is closed to who comes %s, and hears nothing of it', async (_what, fields, status) => {
    const before = connections
    using viewer = open(tcpRoute(), fields)
    expect(await viewer.answer()).toContain(status)
    expect(connections).toBe(before)
  })

  test('is no picture, and a picture is no raw port', async () => {
    const before = connections
    const route = tcpRoute()
    const desktop = routeTo(port)
    door.replace(snapshot({ sessions: [route, desktop] }))
    using one = new Viewer(door.port, route)
    using other = new Viewer(door.port, desktop, {}, 'tcp')
    expect(await one.answer()).toContain(' 404 ')
    expect(await other.answer()).toContain(' 404 ')
    expect(connections).toBe(before)
  })
})
