import { describe, expect, test } from 'bun:test'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { ABILITIES, type Ability } from '../../domain/abilities.ts'
import { until } from '../../testing/until.ts'
import { CLOSE } from '../../wire/websocket.ts'
import type { Limits } from '../door/limits.ts'
import { Desktop } from '../testing/desktop.ts'
import { openDoor, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { KEY, Viewer } from '../testing/viewer.ts'

async function lab(
  serve: (socket: Socket, first: Buffer) => void,
  options: { limits?: Partial<Limits>; password?: string } = {},
) {
  const desktop = new Desktop(serve, options.password)
  const route = routeTo(await desktop.listen())
  const door = openDoor(options.limits)
  door.replace(snapshot({ sessions: [route] }))
  return {
    desktop,
    route,
    door,
    [Symbol.dispose]() {
      door[Symbol.dispose]()
      desktop[Symbol.dispose]()
    },
  }
}

function echo(socket: Socket, first: Buffer) {
  socket.write(first)
  socket.on('data', (bytes: Buffer) => socket.write(bytes))
}

describe('a tunnel', () => {
  test('brings the browser to the desktop without its password', async () => {
    using here = await lab(echo)
    using browser = await new Viewer(here.door.port, here.route).greet()
    browser.send(KEY)
    expect(await browser.take(KEY.length)).toEqual(KEY)
    expect(here.desktop).toMatchObject({ connections: 1, refused: 0 })
  })

  test('knows that its session is used from keys, not from what a viewer asks for by itself', async () => {
    using here = await lab(echo)
    using browser = await new Viewer(here.door.port, here.route).greet()
    const request = Buffer.from([3, 1, 0, 0, 0, 0, 4, 0, 3, 0])
    browser.send(request)
    await browser.take(request.length)
    expect(here.door.table.takeUsed()).toEqual([])
    browser.send(KEY)
    await browser.take(KEY.length)
    expect(here.door.table.takeUsed()).toEqual([here.route.session])
    expect(here.door.table.takeUsed()).toEqual([])
  })

  test('says again soon when the desktop refuses, without its words about the password', async () => {
    using here = await lab(echo, { password: 'another' })
    using browser = new Viewer(here.door.port, here.route)
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('says again soon when nobody listens', async () => {
    using here = await lab(echo)
    const nowhere = routeTo(1)
    here.door.replace(snapshot({ sessions: [nowhere] }))
    using browser = new Viewer(here.door.port, nowhere)
    expect(await browser.closed).toEqual({
      code: CLOSE.tryAgain,
      reason: 'The desktop does not answer',
    })
  })

  test('ends when the desktop does', async () => {
    using here = await lab((socket) => socket.end())
    using browser = await new Viewer(here.door.port, here.route).greet()
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('closes the desktop when the browser goes', async () => {
    const gone = Promise.withResolvers<void>()
    using here = await lab((socket) => socket.on('close', () => gone.resolve()))
    const browser = await new Viewer(here.door.port, here.route).greet()
    browser.send(Buffer.from([3, 232]), 8)
    await gone.promise
    expect(await browser.closed).toMatchObject({ code: 1000 })
    expect(here.door.table.tunnels).toBe(0)
  })

  test('waits for an answer no longer than it should', async () => {
    using silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    using here = await lab(echo, { limits: { sweep: 5, handshake: 30 } })
    const route = routeTo(silent.port)
    here.door.replace(snapshot({ sessions: [route] }))
    using browser = new Viewer(here.door.port, route)
    expect(await browser.closed).toMatchObject({ code: CLOSE.tryAgain })
  })

  test('is kept open by pings, and cut when the browser is silent even to those', async () => {
    using here = await lab(echo, { limits: { sweep: 5, ping: 10, silence: 1000 } })
    using lively = await new Viewer(here.door.port, here.route).greet()
    await lively.pinged(10)
    lively.answersPings = false
    expect(await lively.closed).toMatchObject({ code: 1006 })
  })
})

describe('text that a group or a workspace keeps on its side', () => {
  const ABILITIES_BUT = (...off: Ability[]) => ABILITIES.filter((name) => !off.includes(name))

  test('does not reach the desktop, from the next push of routes on', async () => {
    using here = await lab(echo)
    using browser = await new Viewer(here.door.port, here.route).greet()
    browser.send(Buffer.concat([cutText(6, 'first'), KEY]))
    expect(await browser.take(13 + KEY.length)).toEqual(Buffer.concat([cutText(6, 'first'), KEY]))
    const abilities = ABILITIES_BUT('clipboard-up')
    here.door.replace(snapshot({ sessions: [{ ...here.route, abilities }] }))
    browser.send(Buffer.concat([cutText(6, 'secret'), KEY]))
    expect(await browser.take(KEY.length)).toEqual(KEY)
    here.door.replace(snapshot({ sessions: [here.route] }))
    browser.send(cutText(6, 'third'))
    expect(await browser.take(13)).toEqual(cutText(6, 'third'))
  })

  test('does not reach the browser, from the next push of routes on', async () => {
    const bell = Buffer.from([2])
    let desktop: Socket | undefined
    using here = await lab((socket) => {
      socket.write(SERVER_INIT)
      desktop = socket
    })
    using browser = await new Viewer(here.door.port, here.route).greet()
    expect(await browser.take(SERVER_INIT.length)).toEqual(SERVER_INIT)
    desktop?.write(Buffer.concat([bell, cutText(3, 'first'), bell]))
    expect(await browser.take(15)).toEqual(Buffer.concat([bell, cutText(3, 'first'), bell]))
    const abilities = ABILITIES_BUT('clipboard-down')
    here.door.replace(snapshot({ sessions: [{ ...here.route, abilities }] }))
    desktop?.write(Buffer.concat([cutText(3, 'secret'), bell, cutText(3, 'secret'), bell]))
    expect(await browser.take(2)).toEqual(Buffer.concat([bell, bell]))
    here.door.replace(snapshot({ sessions: [here.route] }))
    desktop?.write(cutText(3, 'third'))
    expect(await browser.take(13)).toEqual(cutText(3, 'third'))
  })

  test('ends a tunnel whose desktop says what nobody can follow, and only then', async () => {
    const strange = Buffer.from([77, 1, 2, 3])
    const desktops: Socket[] = []
    using here = await lab((socket) => {
      socket.write(SERVER_INIT)
      desktops.push(socket)
    })
    using browser = await new Viewer(here.door.port, here.route).greet()
    await browser.take(SERVER_INIT.length)
    desktops[0]?.write(strange)
    expect(await browser.take(strange.length)).toEqual(strange)
    const abilities = ABILITIES_BUT('clipboard-down')
    here.door.replace(snapshot({ sessions: [{ ...here.route, abilities }] }))
    desktops[0]?.write(cutText(3, 'secret'))
    expect(await browser.closed).toMatchObject({ code: CLOSE.protocolError })
    expect(() => browser.take(1)).toThrow('Closed')
  })

  test('cannot be hidden in what no viewer sends', async () => {
    const seen: Buffer[] = []
    using here = await lab((socket, first) => {
      seen.push(first)
      socket.on('data', (bytes: Buffer) => seen.push(bytes))
    })
    using browser = await new Viewer(here.door.port, here.route).greet()
    browser.send(Buffer.concat([Buffer.from([7, 0, 0, 0]), cutText(6, 'secret')]))
    expect(await browser.closed).toEqual({
      code: CLOSE.protocolError,
      reason: 'An unknown message of the kind 7',
    })
    expect(Buffer.concat(seen).length).toBe(0)
  })
})

/** ServerCutText is 3, ClientCutText is 6. */
function cutText(kind: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([kind, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)])
}

const SERVER_INIT = Buffer.concat([
  Buffer.from([0, 4, 0, 4, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 2]),
  Buffer.from('xy'),
])

describe('a tunnel closes', () => {
  test('with the sign-in that opened it, and only then', async () => {
    using here = await lab(echo)
    const { route, door } = here
    const second = { ...route, logins: [...route.logins, randomUUID()] }
    door.replace(snapshot({ sessions: [second] }))
    using first = await new Viewer(door.port, route).greet()
    const cookie = ticketFor(route, { login: second.logins[1] ?? '' })
    using other = await new Viewer(door.port, route, { cookie }).greet()
    door.replace(snapshot({ sessions: [{ ...route, logins: second.logins.slice(1) }] }))
    expect(await first.closed).toEqual({ code: CLOSE.loginEnded, reason: 'The sign-in ended' })
    other.send(KEY)
    expect(await other.take(KEY.length)).toEqual(KEY)
  })

  test('with its session', async () => {
    using here = await lab(echo)
    using browser = await new Viewer(here.door.port, here.route).greet()
    here.door.replace(snapshot())
    expect(await browser.closed).toEqual({ code: CLOSE.sessionEnded, reason: 'The session ended' })
  })

  test('with the front door, which says to come back', async () => {
    using here = await lab(echo)
    using browser = await new Viewer(here.door.port, here.route).greet()
    await here.door.retire(5000)
    expect(await browser.closed).toMatchObject({ code: CLOSE.restart })
  })
})

describe('a refused upgrade opens no connection to the desktop', () => {
  test.each([
    ['a guest', { cookie: '' }],
    ['another site', { origin: 'https://evil.example' }],
    ['a stranger', { cookie: ticketFor(routeTo(1)) }],
  ])('%s', async (_who, headers) => {
    using here = await lab(echo)
    using refused = new Viewer(here.door.port, here.route, headers)
    expect(await refused.answer()).toMatch(/^HTTP\/1.1 40[13] /)
    using admitted = await new Viewer(here.door.port, here.route).greet()
    admitted.send(KEY)
    await admitted.take(KEY.length)
    expect(here.desktop.connections).toBe(1)
  })
})

test('a session has only so many at a time', async () => {
  using here = await lab(echo, { limits: { tunnels: 2 } })
  using first = await new Viewer(here.door.port, here.route).greet()
  using _second = await new Viewer(here.door.port, here.route).greet()
  using third = new Viewer(here.door.port, here.route)
  expect(await third.answer()).toStartWith('HTTP/1.1 503 ')
  expect(here.desktop.connections).toBe(2)
  first.socket.destroy()
  await until('room', () => here.door.table.tunnels < 2)
  using fourth = await new Viewer(here.door.port, here.route).greet()
  fourth.send(KEY)
  expect(await fourth.take(KEY.length)).toEqual(KEY)
})

test('a reader that stands still loses nothing, whatever others do meanwhile', async () => {
  const total = 64 * 1024 * 1024
  using here = await lab((socket) => {
    socket.write(LONG_NAME)
    let sent = 0
    const pump = () => {
      while (sent < total) {
        const part = pattern(sent, Math.min(total - sent, 100_000))
        sent += part.length
        if (!socket.write(part)) return
      }
    }
    socket.on('drain', pump)
    pump()
  })
  using slow = await new Viewer(here.door.port, here.route).greet()
  slow.socket.pause()
  await until('nothing to move', () => here.door.stalled)
  using quick = await new Viewer(here.door.port, here.route).greet()
  await quick.take(4 * 1024 * 1024)
  slow.socket.resume()
  expect(await slow.take(LONG_NAME.length)).toEqual(LONG_NAME)
  for (let at = 0; at < total; ) {
    const part = await slow.take(Math.min(total - at, 1 << 20))
    if (!part.equals(pattern(at, part.length))) throw new Error(`Other bytes after ${at}`)
    at += part.length
  }
}, 60_000)

/** A desktop whose name goes on and on. */
const LONG_NAME = Buffer.concat([SERVER_INIT.subarray(0, 20), Buffer.alloc(4, 0xff)])

/** Bytes that are like no others near: those of a long stream from `from` on. */
function pattern(from: number, length: number): Buffer {
  const start = from % PERIOD
  return STREAM.subarray(start, start + length)
}

const PERIOD = 1_000_003
const ONCE = randomBytes(PERIOD)
const STREAM = Buffer.concat([ONCE, ONCE, ONCE])
