/**
 * bun bench/defence.ts [--seconds 15] [--megabytes 300]: the executable as a front door with TLS and two
 * workers, and people in live sessions who notice how long an answer takes: before; beside a viewer that reads
 * nothing for four seconds while its desktop sends; and beside 400 slow heads and 400 slow bodies, a byte a
 * second each, half of these pages' and half uploads into sessions. Says whether the reader got every byte,
 * what it cost in memory, and what the others noticed. Needs `bun run build`.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Desktop } from '../src/proxy/testing/desktop.ts'
import { RawClient, routeTo, snapshot, ticketFor } from '../src/proxy/testing/door.ts'
import { connectSecurely, Viewer } from '../src/proxy/testing/viewer.ts'
import { until } from '../src/testing/until.ts'
import { startFrontDoor } from './front-door.ts'
import { quantile } from './spread.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    megabytes: { type: 'string', default: '300' },
  },
})
const seconds = Number(values.seconds)
const total = Number(values.megabytes) * 1e6
const STANDSTILL_SECONDS = 4
const SLOW = 400
const WORKERS = 2
/** Sessions that slow uploads go to: one may have 64 tunnels and calls. */
const UPLOADED = 4
/** ServerInit of a name that goes on and on: no message of the picture begins. */
const ENDLESS_NAME = Buffer.concat([Buffer.alloc(20), Buffer.alloc(4, 0xff)])
const UPLOAD = 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n'
const PERIOD = 1_000_003
const ONCE = randomBytes(PERIOD)
const PATTERN = Buffer.concat([ONCE, ONCE])

using sender = new Desktop((socket) => {
  let sent = 0
  const pump = () => {
    while (sent < total) {
      const part = patternAt(sent, Math.min(100_000, total - sent))
      sent += part.length
      if (!socket.write(part)) return
    }
  }
  socket.write(ENDLESS_NAME)
  socket.on('drain', pump)
  pump()
})
const people = startPeople()
const [liveRoute, sendingRoute] = [routeTo(await people.port), routeTo(await sender.listen())]
using gateway = startGateway()
const agent = randomUUID()
const uploaded = Array.from({ length: UPLOADED }, () => routeTo(1, { agent }))
const { ticketKeys } = snapshot()
await using door = await startFrontDoor(WORKERS, {
  ticketKeys,
  sessions: [liveRoute, sendingRoute, ...uploaded],
  gateways: { [agent]: { host: '127.0.0.1', port: gateway.port, key: 'k'.repeat(43) } },
})
await until('the sessions to be known', async () => {
  if (!(await ask()).endsWith('here')) return false
  using viewer = new Viewer(door.port, liveRoute, {}, 'rfb', true)
  return (await viewer.answer()).includes(' 101 ')
})
let met = true
const before = await people.waits(seconds)
console.log(`alone                        keys p50 ${ms(before, 0.5)}, p99 ${ms(before, 0.99)}`)
await besideReader()
await besideSlow()
people.leave()
process.exitCode = met ? 0 : 1

async function besideReader() {
  const held = door.memory()
  let most = held
  const watch = setInterval(() => {
    most = Math.max(most, door.memory())
  }, 20)
  using reader = await new Viewer(door.port, sendingRoute, {}, 'rfb', true).greet()
  reader.socket.pause()
  const pressing = people.waits(seconds)
  await Bun.sleep(STANDSTILL_SECONDS * 1000)
  reader.socket.resume()
  await reader.take(ENDLESS_NAME.length)
  const [came, meant] = [createHash('sha256'), createHash('sha256')]
  for (let at = 0; at < total; ) {
    const part = await reader.take(Math.min(1e6, total - at))
    came.update(part)
    meant.update(patternAt(at, part.length))
    at += part.length
  }
  clearInterval(watch)
  const all = await pressing
  const grown = (most - held) / 2 ** 20
  const whole = came.digest('hex') === meant.digest('hex')
  console.log(`beside a reader that stands  keys p50 ${ms(all, 0.5)}, p99 ${ms(all, 0.99)}`)
  goal(`the reader has every byte of ${total / 1e6} MB`, whole)
  goal(`memory of the workers grew by ${grown.toFixed(1)} MB, 32 at most`, grown <= 32)
  worse(all)
}

async function besideSlow() {
  const starts = [
    ...Array<string>(SLOW).fill('GET /'),
    ...Array.from({ length: SLOW }, (_, i) =>
      i % 2 === 0 ? UPLOAD : uploadTo(uploaded[i % UPLOADED]),
    ),
  ]
  const begin = (start = '') => new RawClient(door.port, connectSecurely(door.port)).send(start)
  const slow = starts.map(begin)
  const drops = setInterval(() => {
    for (const [i, one] of slow.entries()) {
      if (one.socket.writable && !one.socket.readableEnded) one.send('x')
      else slow[i] = begin(starts[i])
    }
  }, 1000)
  let [served, refused] = [0, 0]
  const timer = setInterval(async () => {
    if ((await ask()).endsWith('here')) served++
    else refused++
  }, 50)
  const all = await people.waits(seconds)
  clearInterval(timer)
  clearInterval(drops)
  const bodies = slow.slice(SLOW).filter(({ text }) => text === '').length
  for (const one of slow) one.socket.destroy()
  console.log(
    `beside ${2 * SLOW} slow clients       keys p50 ${ms(all, 0.5)}, p99 ${ms(all, 0.99)}`,
  )
  goal(`${bodies} slow bodies of ${SLOW} under way, ${gateway.open()} of them uploads`, bodies > 0)
  goal(`${served} pages for others, ${refused} not`, served > 0 && refused === 0)
  worse(all)
}

/** The people in live sessions, in a process of their own. */
function startPeople() {
  const port = Promise.withResolvers<number>()
  let told = Promise.withResolvers<number[]>()
  const child = Bun.spawn(['bun', join(import.meta.dir, 'defence-people.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc(message: unknown) {
      if (Value.Check(Type.Object({ port: Type.Integer() }), message)) port.resolve(message.port)
      if (Value.Check(Type.Object({ waits: Type.Array(Type.Number()) }), message)) {
        told.resolve(message.waits)
      }
    },
  })
  return {
    /** Of their desktop. */
    port: port.promise,
    leave: () => child.kill(),
    /** Milliseconds from each key to its echo, of all of them. */
    waits(length: number): Promise<number[]> {
      told = Promise.withResolvers<number[]>()
      const { session } = liveRoute
      child.send({ port: door.port, session, cookie: ticketFor(liveRoute), seconds: length })
      return told.promise
    },
  }
}

function worse(all: readonly number[]) {
  const by = quantile(all, 0.99) - quantile(before, 0.99)
  goal(`p99 of others worse by ${by.toFixed(1)} ms, 50 at most`, by <= 50)
}

async function ask(): Promise<string> {
  using client = new RawClient(door.port, connectSecurely(door.port))
  return await client.send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').all()
}

function uploadTo(route = liveRoute): string {
  const fields = {
    ...{ host: 'desk.example', origin: 'https://desk.example', cookie: ticketFor(route) },
    'content-length': '1000000',
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `PUT /s/${route.session}/files/slow HTTP/1.1\r\n${lines.join('')}\r\n`
}

function patternAt(from: number, length: number): Buffer {
  const start = from % PERIOD
  return PATTERN.subarray(start, start + length)
}

/** Takes uploads as they come. */
function startGateway() {
  let open = 0
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      open++
      request.signal.addEventListener('abort', () => open--)
      await request.arrayBuffer()
      return new Response('taken')
    },
  })
  return {
    port: server.port ?? 0,
    open: () => open,
    [Symbol.dispose]: () => void server.stop(true),
  }
}

function ms(all: readonly number[], share: number): string {
  return `${quantile(all, share).toFixed(1)} ms`
}

function goal(what: string, reached: boolean) {
  console.log(`  ${reached ? 'met   ' : 'MISSED'}  ${what}`)
  met &&= reached
}
