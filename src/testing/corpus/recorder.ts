import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Ambiguous } from './requests.ts'
import { readStrictly } from './strict-reader.ts'

/** What became of a request; `dirty` and `extra` are what a front door is there to prevent. */
export type Outcome = {
  readonly kind: 'refused' | 'clean' | 'cut' | 'dirty' | 'extra'
  readonly detail: string
}

/** An upstream that keeps every byte, and answers what it can read. */
export class Recorder implements Disposable {
  readonly #server: Server
  #connections = new Map<Socket, string>()

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket))
  }

  static async start(): Promise<Recorder> {
    const recorder = new Recorder()
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve))
    return recorder
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    return address.port
  }

  /** What came over each connection. */
  get seen(): string[] {
    return [...this.#connections.values()].filter((text) => text !== '')
  }

  /** Closes all connections and begins anew. */
  forget() {
    for (const socket of this.#connections.keys()) socket.destroy()
    this.#connections = new Map()
  }

  [Symbol.dispose]() {
    this.forget()
    this.#server.close()
  }

  #serve(socket: Socket) {
    let answered = 0
    this.#connections.set(socket, '')
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.end())
    socket.on('data', (bytes: Buffer) => {
      const seen = this.#connections.get(socket)
      if (seen === undefined) return
      const text = seen + bytes.toString('latin1')
      this.#connections.set(socket, text)
      const { targets, whole, dirt } = readStrictly(text)
      for (; answered < whole; answered++) socket.write(answerTo(targets[answered] ?? '', text))
      if (dirt) socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok')
    })
  }
}

function answerTo(target: string, text: string): string {
  if (target === '/switch') return 'HTTP/1.1 101 Switching Protocols\r\n\r\n'
  if (/^upgrade:/im.test(text)) return 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n'
  return 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
}

/**
 * Sends one ambiguous request to the front door on this port and judges what its upstream saw. One that
 * waits for more, or for the next request, is given so many milliseconds.
 */
export async function judge(
  port: number,
  recorder: Recorder,
  { bytes, requests }: Ambiguous,
  patience: number,
): Promise<Outcome> {
  let open = true
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const close = () => {
    open = false
  }
  socket.on('error', close).on('end', close).on('close', close).resume()
  socket.write(bytes, 'latin1')
  const deadline = performance.now() + patience
  let outcome = outcomeOf(recorder.seen, requests)
  while (open && performance.now() < deadline && !isBad(outcome)) {
    await Bun.sleep(5)
    outcome = outcomeOf(recorder.seen, requests)
  }
  socket.destroy()
  recorder.forget()
  return outcome
}

export function isBad({ kind }: Outcome): boolean {
  return kind === 'dirty' || kind === 'extra'
}

/** `seen`: a text for each connection. */
function outcomeOf(seen: readonly string[], requests: number): Outcome {
  const readings = seen.map(readStrictly)
  const dirt = readings.find((reading) => reading.dirt !== undefined)?.dirt
  if (dirt !== undefined) return { kind: 'dirty', detail: `${dirt}: ${JSON.stringify(seen)}` }
  const targets = readings.flatMap((reading) => reading.targets)
  const strange = targets.some((target) => target.startsWith('/internal'))
  const detail = targets.join(' ')
  if (strange || targets.length > requests) return { kind: 'extra', detail }
  if (targets.length === 0) return { kind: 'refused', detail }
  const whole = readings.reduce((sum, reading) => sum + reading.whole, 0)
  return { kind: whole === targets.length ? 'clean' : 'cut', detail }
}
