import { describe, expect, test } from 'bun:test'
import { Pipe } from './pipe.ts'
import { SHUT, Tap } from './tap.ts'

/** A socket that takes so many bytes and no more. */
class NarrowSocket {
  room = 0
  taken = ''
  shutdowns = 0

  write(bytes: Uint8Array): number {
    const part = bytes.subarray(0, this.room)
    this.room -= part.length
    this.taken += Buffer.from(part).toString()
    return part.length
  }

  shutdown() {
    this.shutdowns++
  }
}

class Source {
  reading = true
  readonly tap = new Tap(this)

  pause() {
    this.reading = false
  }

  resume() {
    this.reading = true
  }
}

function narrow() {
  const socket = new NarrowSocket()
  return { socket, source: new Source(), pipe: new Pipe(socket) }
}

describe('a pipe', () => {
  test('keeps what the socket does not take, and stops its source meanwhile', () => {
    const { socket, source, pipe } = narrow()
    socket.room = 3
    pipe.write(Buffer.from('hello '), source.tap)
    expect(source.reading).toBe(false)
    expect(pipe.stalledSince).toBeNumber()
    pipe.write(Buffer.from('world'))
    socket.room = 5
    pipe.drain()
    expect(source.reading).toBe(false)
    socket.room = 100
    pipe.drain()
    expect(socket.taken).toBe('hello world')
    expect(source.reading).toBe(true)
    expect(pipe).toMatchObject({ clear: true, stalledSince: undefined, total: 11 })
  })

  test('copies what was lent, keeps what was given', () => {
    const { socket, pipe } = narrow()
    const scratch = Buffer.from('lent')
    pipe.lend(scratch)
    scratch.fill('x')
    socket.room = 100
    pipe.drain()
    expect(socket.taken).toBe('lent')
  })

  test('waits for its socket to open', () => {
    const source = new Source()
    const pipe = new Pipe()
    pipe.write(Buffer.from('early'), source.tap)
    expect(source.reading).toBe(false)
    const socket = new NarrowSocket()
    socket.room = 100
    pipe.attach(socket)
    expect(socket.taken).toBe('early')
    expect(source.reading).toBe(true)
  })

  test('half-closes once everything is out, and takes nothing afterwards', () => {
    const { socket, pipe } = narrow()
    pipe.write(Buffer.from('bye'))
    pipe.end()
    expect(socket.shutdowns).toBe(0)
    socket.room = 100
    pipe.drain()
    pipe.write(Buffer.from('more'))
    pipe.end()
    expect(socket).toMatchObject({ taken: 'bye', shutdowns: 1 })
  })

  test('lets its source go when its socket is gone', () => {
    const { source, pipe } = narrow()
    pipe.write(Buffer.from('lost'), source.tap)
    pipe.abandon()
    expect(source.reading).toBe(true)
    expect(pipe.clear).toBe(true)
    pipe.write(Buffer.from('more'), source.tap)
    expect(source.reading).toBe(true)
  })

  test('releases a source that owes nothing more', () => {
    const { socket, source, pipe } = narrow()
    pipe.write(Buffer.from('rest'), source.tap)
    pipe.release(source.tap)
    expect(source.reading).toBe(true)
    socket.room = 100
    pipe.drain()
    expect(socket.taken).toBe('rest')
  })

  test('a source of much waits for one turn', async () => {
    const { socket, source, pipe } = narrow()
    socket.room = 1 << 20
    pipe.write(Buffer.alloc(64 * 1024), source.tap)
    expect(source.reading).toBe(false)
    await new Promise((resolve) => setImmediate(resolve))
    expect(source.reading).toBe(true)
  })
})

describe('a tap', () => {
  test('opens with the last reason', () => {
    const source = new Source()
    source.tap.shut(SHUT.order)
    source.tap.shut(SHUT.backpressure)
    source.tap.open(SHUT.order)
    expect(source.reading).toBe(false)
    source.tap.open(SHUT.backpressure)
    expect(source.reading).toBe(true)
  })

  test('does not resume a socket that nobody paused', () => {
    const source = new Source()
    source.reading = false
    source.tap.open(SHUT.order)
    expect(source.reading).toBe(false)
  })
})
