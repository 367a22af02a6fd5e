import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect, type Socket as NetSocket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Value } from '@sinclair/typebox/value'
import type { Socket } from 'bun'
import { codeOf } from '../../errors.ts'
import { FromWorker, type ToWorker } from './messages.ts'

/** Bytes for a main process that does not read, such as one of an older version; then it hears no more. */
const MOST_UNSENT = 1024 * 1024

type Ears = {
  readonly hear: (message: unknown) => void
  /** A main process is there; it has gone again. */
  readonly came: () => void
  readonly left: () => void
}

/**
 * A worker's socket for main processes that did not start it: one JSON line a message. Opened before
 * the worker becomes an ordinary user, in a folder that is root's alone.
 * What is told goes to all of them; whether there was anybody.
 */
export function listenForOrders(
  folder: string,
  ears: Ears,
): Disposable & { tell(message: FromWorker): boolean } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, String(process.pid))
  rmSync(path, { force: true }) // of a process that had our number before
  const sockets = new Set<Socket<Line>>()
  const flush = (socket: Socket<Line>) => {
    const { data } = socket
    data.unsent = data.unsent.subarray(socket.write(data.unsent))
  }
  const listener = Bun.listen<Line>({
    unix: path,
    socket: {
      open(socket) {
        socket.data = { decoder: new TextDecoder(), rest: '', unsent: Buffer.alloc(0) }
        sockets.add(socket)
        ears.came()
      },
      drain: flush,
      data({ data }, bytes) {
        const lines = (data.rest + data.decoder.decode(bytes, { stream: true })).split('\n')
        data.rest = lines.pop() ?? ''
        for (const line of lines) ears.hear(JSON.parse(line))
      },
      close(socket) {
        sockets.delete(socket)
        ears.left()
      },
    },
  })
  return {
    tell(message) {
      const line = Buffer.from(`${JSON.stringify(message)}\n`)
      for (const socket of sockets) {
        if (socket.data.unsent.length > MOST_UNSENT) continue
        socket.data.unsent = Buffer.concat([socket.data.unsent, line])
        flush(socket)
      }
      return sockets.size > 0
    },
    [Symbol.dispose]: () => listener.stop(true),
  }
}

/** A connection of a main process. */
type Line = { readonly decoder: TextDecoder; rest: string; unsent: Buffer }

/** Hears what the worker with that number says. */
type Hear = (pid: number, message: FromWorker) => void

/** A worker that another main process started and that still has tunnels. */
export class Adopted {
  readonly pid: number
  readonly gone: Promise<void>
  readonly #socket: NetSocket

  private constructor(pid: number, socket: NetSocket, hear: Hear) {
    this.pid = pid
    this.#socket = socket
    const lines = createInterface({ input: socket })
    lines.on('line', (line) => {
      const message: unknown = JSON.parse(line)
      if (Value.Check(FromWorker, message)) hear(pid, message)
    })
    lines.on('error', () => socket.destroy()) // it has ended before it read all
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  send(message: ToWorker) {
    this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  letGo() {
    this.#socket.destroy()
  }

  /** Those of a folder that live; what others have left there is removed. */
  static async all(folder: string, hear: Hear): Promise<Adopted[]> {
    const names = namesIn(folder)
    const found = await Promise.all(names.map((name) => Adopted.#reach(folder, name, hear)))
    return found.filter((one) => one !== undefined)
  }

  static async #reach(folder: string, name: string, hear: Hear): Promise<Adopted | undefined> {
    const path = join(folder, name)
    const socket = connect(path)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    socket.once('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    if (await promise) return new Adopted(Number(name), socket, hear)
    rmSync(path, { force: true })
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
