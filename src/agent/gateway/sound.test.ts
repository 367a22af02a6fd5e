import { describe, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { SOUND_CLOSE } from '../../domain/sound.ts'
import { logger } from '../../log.ts'
import { until } from '../../testing/until.ts'
import { DockerRefused } from '../docker-errors.ts'
import type { Exec, ExecEnd } from '../exec.ts'
import { MicrophoneStream } from './microphone.ts'
import type { ProgramSocket } from './socket-program.ts'
import { SoundStream } from './sound.ts'

const log = logger('agent')

/** A browser's end of a socket, and a program that runs until it is ended. */
function both() {
  const got: string[] = []
  const socket: ProgramSocket = {
    sendBinary: (bytes) => got.push(Buffer.from(bytes).toString()),
    close: (code) => got.push(`close ${code}`),
    terminate: () => got.push('terminate'),
  }
  const end = Promise.withResolvers<ExecEnd>()
  const output = new PassThrough()
  const input = new PassThrough()
  let disposed = 0
  const exec: Exec = {
    output,
    input,
    ended: end.promise,
    [Symbol.dispose]() {
      disposed += 1
      end.resolve({ code: undefined, words: '' })
    },
  }
  return { got, socket, exec, output, input, end: end.resolve, disposed: () => disposed }
}

function page(...packets: string[]): Buffer {
  const head = Buffer.alloc(27)
  head.write('OggS', 'latin1')
  head[26] = packets.length
  const lengths = packets.map(({ length }) => length)
  return Buffer.concat([head, Buffer.from(lengths), Buffer.from(packets.join(''))])
}

function* parts(input: PassThrough): Generator<Buffer> {
  for (let part = input.read(); part !== null; part = input.read()) yield part
}

function heard(count: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(count)
  return bytes
}

describe('sound', () => {
  test('sends each packet of Opus by itself, without what describes the stream', async () => {
    const { got, socket, exec, output } = both()
    const stream = new SoundStream(socket, Promise.resolve(exec), log)
    output.write(Buffer.concat([page('OpusHead1'), page('OpusTags2'), page('ab', 'cd')]))
    output.write(page('ef'))
    await until('the packets', () => got.length === 3)
    expect(got).toEqual(['ab', 'cd', 'ef'])
    stream.closed()
  })

  test('leaves out what somebody slow has no time for, and goes on with what is new', async () => {
    const { got, socket, exec, output } = both()
    const stream = new SoundStream(socket, Promise.resolve(exec), log)
    for (let n = 0; n < 100; n++) output.write(page(`old ${n}`))
    await until('all that fits', () => got.length === 60)
    stream.message(heard(60))
    output.write(page('new'))
    await until('what is new', () => got.at(-1) === 'new')
    expect(got).toHaveLength(61)
    stream.closed()
  })

  test('ends its program with the socket, even one that starts only after that', async () => {
    const first = both()
    const stream = new SoundStream(first.socket, Promise.resolve(first.exec), log)
    await until('its start', () => first.output.listenerCount('data') > 0)
    stream.closed()
    expect(first.disposed()).toBe(1)

    const late = both()
    const starting = Promise.withResolvers<Exec>()
    new SoundStream(late.socket, starting.promise, log).closed()
    starting.resolve(late.exec)
    await until('the end of the late one', () => late.disposed() === 1)
    expect([...first.got, ...late.got]).toEqual([])
  })

  test.each([
    [127, SOUND_CLOSE.absent],
    [126, SOUND_CLOSE.absent],
    [1, SOUND_CLOSE.later],
    [undefined, SOUND_CLOSE.later],
  ])('says why there is none: exit code %p', async (code, closed) => {
    const { got, socket, exec, end } = both()
    const stream = new SoundStream(socket, Promise.resolve(exec), log)
    end({ code, words: 'gone' })
    await until('its end', () => got.length > 0)
    expect(got).toEqual([`close ${closed}`])
    stream.closed()
  })

  test('says so when Docker does not start it', async () => {
    const { got, socket } = both()
    const refused = Promise.reject(new DockerRefused('container is paused', 409))
    const stream = new SoundStream(socket, refused, log)
    await until('its end', () => got.length > 0)
    expect(got).toEqual([`close ${SOUND_CLOSE.later}`])
    stream.closed()
  })

  test('cuts an encoder that writes anything else', async () => {
    const { got, socket, exec, output } = both()
    const stream = new SoundStream(socket, Promise.resolve(exec), log)
    output.write('RIFF....')
    await until('its end', () => got.length > 0)
    expect(got).toEqual(['terminate'])
    stream.closed()
  })
})

describe('microphone', () => {
  test('plays what comes, after a head start of silence', async () => {
    const { socket, exec, input, disposed } = both()
    const stream = new MicrophoneStream(socket, Promise.resolve(exec), log)
    await until('its start', () => {
      stream.message(Buffer.alloc(1920, 1))
      return input.readableLength > 0
    })
    const bytes = Buffer.concat([...parts(input)])
    expect([...new Set(bytes.subarray(0, 9600))]).toEqual([0])
    expect([...new Set(bytes.subarray(9600))]).toEqual([1])
    stream.closed()
    expect(disposed()).toBe(1)
  })

  test('does not fill memory with half samples, floods, or what a stopped player leaves lying', async () => {
    const { socket, exec, input } = both()
    const stream = new MicrophoneStream(socket, Promise.resolve(exec), log)
    await until('its start', () => {
      stream.message(Buffer.alloc(1920, 1))
      return input.readableLength > 0
    })
    const before = input.readableLength + input.writableLength
    stream.message(Buffer.alloc(3))
    stream.message(Buffer.alloc(2 ** 20))
    expect(input.readableLength + input.writableLength).toBe(before)
    for (let n = 0; n < 1000; n++) stream.message(Buffer.alloc(1920, 1))
    expect(input.readableLength + input.writableLength).toBeLessThan(100_000)
    stream.closed()
  })
})
