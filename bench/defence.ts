/**
 * bun bench/defence.ts [--seconds 15] [--megabytes 300]: one worker of the front door as a process, and people
 * in live sessions who notice how long an answer takes: before; beside a viewer that reads nothing for four
 * seconds while its desktop sends; and beside 400 slow heads and 400 slow bodies, a byte a second each. Says
 * whether the reader got every byte, what it cost in memory, and what the others noticed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Desktop } from '../src/proxy/testing/desktop.ts'
import { exchange, RawClient, routeTo, snapshot, ticketFor } from '../src/proxy/testing/door.ts'
import { Viewer } from '../src/proxy/testing/viewer.ts'
import { Workers } from '../src/proxy/workers/workers.ts'
import { temporaryFolder } from '../src/testing/folder.ts'
import { until } from '../src/testing/until.ts'
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
/** ServerInit of a name that goes on and on: no message of the picture begins. */
const ENDLESS_NAME = Buffer.concat([Buffer.alloc(20), Buffer.alloc(4, 0xff)])
const PERIOD = 1_000_003
const ONCE = randomBytes(PERIOD)
const PATTERN = Buffer.concat([ONCE, ONCE])

using folder = temporaryFolder()
using manager = startManager()
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
await using workers = await Workers.start({
  controlDir: join(folder.path, 'workers'),
  hostname: '127.0.0.1',
  port: 0,
  managers: [],
  logLevel: 'error',
  usedEveryMilliseconds: 1000,
  count: 1,
  drainMilliseconds: 0,
  used: () => undefined,
})
workers.push(
  snapshot({ managers: [`http://127.0.0.1:${manager.port}`], sessions: [liveRoute, sendingRoute] }),
)
const [pid = 0] = workers.pids
await until('the sessions to be known', async () => (await ask()).endsWith('here'))
let met = true
const before = await people.waits(seconds)
console.log(`alone                        keys p50 ${ms(before, 0.5)}, p99 ${ms(before, 0.99)}`)
await besideReader()
await besideSlow()
people.leave()
process.exitCode = met ? 0 : 1

async function besideReader() {
  const held = memoryOf(pid)
  let most = held
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf(pid))
  }, 20)
  using reader = await new Viewer(workers.port, sendingRoute).greet()
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
  goal(`memory of the worker grew by ${grown.toFixed(1)} MB, 32 at most`, grown <= 32)
  worse(all)
}

async function besideSlow() {
  const post = 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n'
  const starts = [...Array<string>(SLOW).fill('GET /'), ...Array<string>(SLOW).fill(post)]
  const slow = starts.map((start) => new RawClient(workers.port).send(start))
  const drops = setInterval(() => {
    for (const [i, one] of slow.entries()) {
      if (one.socket.writable && !one.socket.readableEnded) one.send('x')
      else slow[i] = new RawClient(workers.port).send(starts[i] ?? '')
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
  for (const one of slow) one.socket.destroy()
  console.log(
    `beside ${2 * SLOW} slow clients       keys p50 ${ms(all, 0.5)}, p99 ${ms(all, 0.99)}`,
  )
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
      child.send({ port: workers.port, session, cookie: ticketFor(liveRoute), seconds: length })
      return told.promise
    },
  }
}

function worse(all: readonly number[]) {
  const by = quantile(all, 0.99) - quantile(before, 0.99)
  goal(`p99 of others worse by ${by.toFixed(1)} ms, 50 at most`, by <= 50)
}

function ask(): Promise<string> {
  return exchange(workers.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
}

function patternAt(from: number, length: number): Buffer {
  const start = from % PERIOD
  return PATTERN.subarray(start, start + length)
}

/** Bytes; what is shared with others counts in proportion. */
function memoryOf(process: number): number {
  const rollup = readFileSync(`/proc/${process}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) * 1024
}

/** Answers a page at once, and takes bodies as they come. */
function startManager() {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      if (request.method === 'POST') await request.arrayBuffer()
      return new Response('here')
    },
  })
  return { port: server.port ?? 0, [Symbol.dispose]: () => void server.stop(true) }
}

function ms(all: readonly number[], share: number): string {
  return `${quantile(all, share).toFixed(1)} ms`
}

function goal(what: string, reached: boolean) {
  console.log(`  ${reached ? 'met   ' : 'MISSED'}  ${what}`)
  met &&= reached
}
