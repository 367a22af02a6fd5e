import { describe, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { ENCODER_CLOSE } from '../../contract/encoder.ts'
import { logger } from '../../log.ts'
import { until } from '../../testing/until.ts'
import type { Exec, ExecEnd } from '../exec.ts'
import { openEncoders } from './encoder.ts'

const log = logger('agent')
const QUERY = 'width=640&height=481&frames=30&rate=2000'

/** Encoders that run until they are ended, on containers that all are one. */
function lab() {
  const programs: {
    readonly argv: readonly string[]
    readonly output: PassThrough
    readonly end: (end: ExecEnd) => void
    disposed: boolean
  }[] = []
  const open = openEncoders(async (_container, argv): Promise<Exec> => {
    const output = new PassThrough()
    const { promise, resolve } = Promise.withResolvers<ExecEnd>()
    const program = { argv, output, end: resolve, disposed: false }
    programs.push(program)
    return {
      output,
      input: new PassThrough(),
      ended: promise,
      [Symbol.dispose]() {
        program.disposed = true
      },
    }
  }, log)
  const view = (query = QUERY) => {
    const got: string[] = []
    const codes: number[] = []
    const socket = {
      slow: false,
      sendBinary(bytes: Uint8Array) {
        got.push(Buffer.from(bytes).toString())
        return this.slow ? -1 : bytes.length
      },
      close: (code: number) => codes.push(code),
      terminate: () => codes.push(0),
    }
    const asked = {
      session: 's',
      container: 'c',
      address: undefined,
      rest: '',
      query: new URLSearchParams(query),
    }
    return { got, codes, socket, user: open(socket, asked) }
  }
  return { programs, view }
}

describe('an encoder', () => {
  test('films the whole screen for its viewer, and ends with the socket', async () => {
    const { programs, view } = lab()
    const { got, user } = view()
    expect(programs[0]?.argv).toContain('640x481')
    programs[0]?.output.write('video')
    await until('the video', () => got.join('') === 'video')
    user.closed()
    expect(programs[0]?.disposed).toBe(true)
  })

  test('ends also where the viewer went before it had begun', async () => {
    const { programs, view } = lab()
    view().user.closed()
    await until('the end', () => programs[0]?.disposed === true)
  })

  test('waits for a slow reader', async () => {
    const { programs, view } = lab()
    const { got, socket, user } = view()
    socket.slow = true
    programs[0]?.output.write('one')
    await until('the first part', () => got.length === 1)
    programs[0]?.output.write('two')
    expect(programs[0]?.output.isPaused()).toBe(true)
    expect(got).toEqual(['one'])
    user.drain()
    await until('the rest', () => got.join() === 'one,two')
    user.closed()
  })

  test('takes its viewer along when it ends', async () => {
    const { programs, view } = lab()
    const { codes } = view()
    await until('its start', () => programs.length === 1)
    programs[0]?.end({ code: 1, words: 'Capture area outside the screen size' })
    await until('the end', () => codes[0] === ENCODER_CLOSE.ended)
  })
})

describe('an encoder is refused', () => {
  test.each<[string, ExecEnd]>([
    ['is not there', { code: 127, words: 'nice: ffmpeg: No such file or directory' }],
    ['cannot make H.264', { code: 1, words: "Unknown encoder 'libx264'" }],
    ['has no shell to run in', { code: 126, words: '' }],
  ])('without another try once it is known that it %s', async (_why, end) => {
    const { programs, view } = lab()
    const first = view()
    programs[0]?.end(end)
    await until('the refusal', () => first.codes[0] === ENCODER_CLOSE.absent)
    first.user.closed()
    expect(view().codes).toEqual([ENCODER_CLOSE.absent])
    expect(programs).toHaveLength(1)
  })

  test('while the session has as many as it may have', () => {
    const { programs, view } = lab()
    const users = [view(), view(), view()].map(({ user }) => user)
    expect(view().codes).toEqual([ENCODER_CLOSE.busy])
    users[0]?.closed()
    expect(view().codes).toEqual([])
    expect(programs).toHaveLength(4)
  })

  test.each(['', 'width=1e9&height=1&frames=30&rate=2000', `${QUERY}&width=x`])(
    'for what is none: %s',
    (query) => {
      const { programs, view } = lab()
      expect(view(query).codes).toEqual([ENCODER_CLOSE.malformed])
      expect(programs).toHaveLength(0)
    },
  )
})
