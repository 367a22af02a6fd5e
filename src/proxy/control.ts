import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { codeOf } from '../errors.ts'
import type { ToWorker } from './messages.ts'

type Ears = {
  readonly hear: (message: unknown) => void
  /** A main process is there; it has gone again. */
  readonly came: () => void
  readonly left: () => void
}

/**
 * A worker's socket for main processes that did not start it: one JSON line a message. Opened before
 * the worker becomes an ordinary user, in a folder that is root's alone.
 */
export function listenForOrders(folder: string, ears: Ears): Disposable {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, String(process.pid))
  rmSync(path, { force: true }) // of a process that had our number before
  const listener = Bun.listen<{ decoder: TextDecoder; rest: string }>({
    unix: path,
    socket: {
      open(socket) {
        socket.data = { decoder: new TextDecoder(), rest: '' }
        ears.came()
      },
      data({ data }, bytes) {
        const lines = (data.rest + data.decoder.decode(bytes, { stream: true })).split('\n')
        data.rest = lines.pop() ?? ''
        for (const line of lines) ears.hear(JSON.parse(line))
      },
      close: ears.left,
    },
  })
  return { [Symbol.dispose]: () => listener.stop(true) }
}

/** A worker that another main process started and that still has tunnels. */
export class Adopted {
  readonly pid: number
  readonly gone: Promise<void>
  readonly #socket: Socket

  private constructor(pid: number, socket: Socket) {
    this.pid = pid
    this.#socket = socket
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  send(message: ToWorker) {
    this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  letGo() {
    this.#socket.destroy()
  }

  /** Those of a folder that live; what others have left there is removed. */
  static async all(folder: string): Promise<Adopted[]> {
    const found = await Promise.all(namesIn(folder).map((name) => Adopted.#reach(folder, name)))
    return found.filter((one) => one !== undefined)
  }

  static async #reach(folder: string, name: string): Promise<Adopted | undefined> {
    const path = join(folder, name)
    const socket = connect(path)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    socket.once('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    if (await promise) return new Adopted(Number(name), socket)
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
