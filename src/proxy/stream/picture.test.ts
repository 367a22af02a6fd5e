import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerWebSocket } from 'bun'
import { ENCODER_CLOSE } from '../../contract/encoder.ts'
import { until } from '../../testing/until.ts'
import { ENCODING } from '../../wire/rfb.ts'
import { FROM_CLIENT } from '../../wire/rfb-client-messages.ts'
import { encodingsMessage } from '../../wire/rfb-client-stream.ts'
import { continuousUpdates, wholeScreen } from '../../wire/rfb-messages.ts'
import { RfbServerStream } from '../../wire/rfb-server-stream.ts'
import { Picture } from './picture.ts'

const VIDEO = readFileSync(join(import.meta.dir, '../../wire/recorded/testsrc.flv'))
const SESSION = crypto.randomUUID()
const KEY = 'k'.repeat(40)
const DECODES = encodingsMessage([1, ENCODING.h264, ENCODING.tight, -32 + 6])
const CONTINUOUS = continuousUpdates(640, 480)

let asked: URL[] = []
let open = new Set<ServerWebSocket<undefined>>()
let begin: (socket: ServerWebSocket<undefined>) => void = () => {}

/** An agent's gateway whose encoder does as each test likes. */
const server = Bun.serve<undefined>({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, server) {
    const right = request.headers.get('authorization') === `Bearer ${KEY}`
    if (!right) return new Response('No', { status: 401 })
    asked.push(new URL(request.url))
    return server.upgrade(request, { data: undefined }) ? undefined : new Response('No')
  },
  websocket: {
    open(socket) {
      open.add(socket)
      begin(socket)
    },
    message() {},
    close(socket) {
      open.delete(socket)
    },
  },
})
afterAll(() => server.stop(true))
beforeEach(() => {
  asked = []
  open = new Set()
  begin = (socket) => socket.sendBinary(VIDEO)
})

function lab() {
  const asks: Buffer[] = []
  const shows: Buffer[] = []
  const stream = new RfbServerStream((rectangle) => picture.rectangle(rectangle))
  const picture = new Picture(
    {
      session: SESSION,
      gateway: () => ({ host: '127.0.0.1', port: server.port ?? 0, key: KEY }),
      ask: (message) => asks.push(message),
      show: (message) => shows.push(message),
    },
    stream,
  )
  let ahead = 0
  const feed = (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) at = stream.advance(bytes, at)
  }
  feed(serverInit(640, 480))
  return {
    picture,
    asks,
    shows,
    hears: (message: Buffer) => {
      const kind = Object.values(FROM_CLIENT).find((one) => one === message[0])
      if (kind === undefined) throw new Error('An unknown message')
      return picture.fromClient(kind, message)
    },
    /** The whole screen changes for two seconds of a clock that runs ahead. */
    moves() {
      for (let i = 0; i < 40; i++) {
        ahead += 50
        feed(changed(640, 480))
        picture.passed(100_000, performance.now() + ahead)
      }
    },
    resizes(width: number, height: number) {
      feed(resized(width, height))
      picture.passed(50, performance.now() + ahead)
    },
    later(milliseconds: number) {
      ahead += milliseconds
      picture.check(performance.now() + ahead)
    },
    [Symbol.dispose]: () => picture[Symbol.dispose](),
  }
}

function serverInit(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt16BE(width, 0)
  bytes.writeUInt16BE(height, 2)
  bytes.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4)
  return bytes
}

function update(encoding: number, width: number, height: number, body: readonly number[]): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(width, 8)
  head.writeUInt16BE(height, 10)
  head.writeInt32BE(encoding, 12)
  return Buffer.concat([head, Buffer.from(body)])
}

/** All of it in one colour. */
const changed = (width: number, height: number) =>
  update(ENCODING.tight, width, height, [0x80, 1, 2, 3])
const resized = (width: number, height: number) => update(ENCODING.desktopSize, width, height, [])

async function inVideo(here: ReturnType<typeof lab>) {
  here.hears(DECODES)
  here.hears(CONTINUOUS)
  here.moves()
  await until('ten frames', () => here.shows.length === 10)
}

/** The fence behind a frame, as the client sends it back. */
function answered(shown: Buffer | undefined): Buffer {
  const fence = shown?.subarray(-21) ?? Buffer.alloc(0)
  const answer = Buffer.from(fence)
  answer.writeUInt32BE(0, 4)
  return answer
}

const BACK = [continuousUpdates(640, 480), wholeScreen(640, 480)]

describe('a picture that moves', () => {
  test('is shown as a video, and by the desktop again when the encoder ends', async () => {
    using here = lab()
    await inVideo(here)
    expect(asked[0]?.pathname).toBe(`/s/${SESSION}/encoder`)
    expect(asked[0]?.searchParams.get('width')).toBe('640')
    expect(here.asks).toEqual([continuousUpdates(1, 1)])
    const [first, second] = here.shows
    expect(first?.subarray(0, 16)).toEqual(update(ENCODING.h264, 640, 480, []))
    expect(first?.readUInt32BE(20)).toBe(1)
    expect(second?.readUInt32BE(20)).toBe(0)
    for (const socket of open) socket.close(ENCODER_CLOSE.ended)
    await until('the way back', () => here.asks.length === 3)
    expect(here.asks.slice(1)).toEqual(BACK)
    here.moves()
    expect(asked).toHaveLength(1)
    here.later(70_000)
    here.moves()
    await until('another encoder', () => asked.length === 2)
  })

  test('is as the desktop sends it until the first frame is there', async () => {
    begin = () => {}
    using here = lab()
    here.hears(DECODES)
    expect(here.hears(CONTINUOUS)).toEqual(CONTINUOUS)
    here.moves()
    await until('the encoder', () => open.size === 1)
    expect(here.asks).toEqual([])
    here.later(20_000)
    await until('the encoder to be given up', () => open.size === 0)
    expect(here.asks).toEqual([])
  })

  test.each<[string, Buffer[]]>([
    ['whose client decodes no video', [encodingsMessage([7, -26]), CONTINUOUS]],
    ['whose client asks for each update', [DECODES]],
    ['that is to be sharp', [encodingsMessage([ENCODING.h264, 7, -23]), CONTINUOUS]],
  ])('stays without a video: one %s', async (_who, messages) => {
    using here = lab()
    for (const message of messages) here.hears(message)
    here.moves()
    here.later(70_000)
    here.moves()
    using other = lab()
    await inVideo(other)
    expect(asked).toHaveLength(1)
  })

  test('of an image without an encoder is tried once', async () => {
    begin = (socket) => socket.close(ENCODER_CLOSE.absent)
    using here = lab()
    here.hears(DECODES)
    here.hears(CONTINUOUS)
    here.moves()
    await until('the refusal', () => asked.length === 1 && open.size === 0)
    begin = (socket) => socket.sendBinary(VIDEO)
    using other = lab()
    await inVideo(other)
    here.later(1_000_000)
    here.moves()
    using another = lab()
    await inVideo(another)
    expect(asked).toHaveLength(3)
  })

  test.each<[string, (here: ReturnType<typeof lab>) => void]>([
    ['wants it sharp', (here) => here.hears(encodingsMessage([ENCODING.h264, 7, -23]))],
    ['does not read', (here) => here.later(2_500)],
  ])('goes back to what the desktop sends for who %s', async (_who, act) => {
    using here = lab()
    await inVideo(here)
    act(here)
    expect(here.asks.slice(1)).toEqual(BACK)
    await until('the encoder to be let go', () => open.size === 0)
  })

  test('goes on for a client that sends our fences back, which the desktop never sees', async () => {
    using here = lab()
    await inVideo(here)
    for (const shown of here.shows) expect(here.hears(answered(shown))).toBeUndefined()
    here.later(2_500)
    expect(here.asks).toHaveLength(1)
    expect(open.size).toBe(1)
    const theirs = Buffer.from([248, 0, 0, 0, 0, 0, 0, 0, 1, 7])
    expect(here.hears(theirs)).toEqual(theirs)
  })

  test('does not let the client ask for the whole screen beside the video', async () => {
    using here = lab()
    await inVideo(here)
    expect(here.hears(continuousUpdates(640, 480))).toBeUndefined()
  })

  test('begins anew in another size', async () => {
    using here = lab()
    await inVideo(here)
    here.resizes(800, 600)
    expect(here.asks.slice(1)).toEqual([continuousUpdates(800, 600), wholeScreen(800, 600)])
    here.moves()
    await until('the other size', () => asked.length === 2)
    expect(asked[1]?.searchParams.get('width')).toBe('800')
    await until('the former encoder to be let go', () => open.size === 1)
  })

  test('lets its encoder go with the tunnel', async () => {
    const here = lab()
    await inVideo(here)
    here[Symbol.dispose]()
    await until('the encoder to be let go', () => open.size === 0)
    expect(here.asks).toHaveLength(1)
  })
})
