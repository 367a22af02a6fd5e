import { HEARTBEAT_MS } from '../../contract/watch.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'

type Listener = {
  /** There is a newer snapshot. */
  readonly tell: () => void
  /** The stream is alive, though there is nothing new. */
  readonly beat: () => void
  readonly end: () => void
}

/**
 * One snapshot that many hosts watch. `poke` says that it may have changed; it is loaded once however
 * often it is poked meanwhile, and sent only where it differs. A load that fails is tried again at the
 * next heartbeat, so a lost notice or a database that was away costs time, nothing else. Who reads
 * slowly gets the newest when they have read the one before, and none of those between.
 */
export class Feed {
  readonly #load: () => Promise<object>
  readonly #log: Logger
  readonly #now: (() => number) | undefined
  readonly #listeners = new Set<Listener>()
  readonly #timer: Timer
  #body = ''
  /** Beyond those of a manager before this one. */
  #version = Date.now()
  #loading: Promise<void> | undefined
  #again = false

  /** With `now` each snapshot says what time it is sent at; that alone makes no new one. */
  constructor(load: () => Promise<object>, log: Logger, now?: () => number) {
    this.#load = load
    this.#log = log
    this.#now = now
    this.#timer = setInterval(() => {
      for (const { beat } of this.#listeners) beat()
      if (this.#listeners.size > 0) void this.poke()
    }, HEARTBEAT_MS)
  }

  get watchers(): number {
    return this.#listeners.size
  }

  /** The snapshot may have changed. Returns when everyone who watches has been told. */
  poke(): Promise<void> {
    this.#again = true
    this.#loading ??= this.#run()
    return this.#loading
  }

  /** NDJSON of the snapshot as it changes, the present one first. */
  stream(signal: AbortSignal): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    let listener: Listener | undefined
    let over = signal.aborted
    /** A snapshot waits for the reader. */
    let due = false
    const stop = () => {
      over = true
      if (listener) this.#listeners.delete(listener)
    }
    signal.addEventListener('abort', stop, { once: true })
    const send = (controller: ReadableStreamDefaultController<Uint8Array>, line: string) => {
      if (!over) controller.enqueue(encoder.encode(line))
    }
    return new ReadableStream({
      start: async (controller) => {
        await this.poke()
        if (over) return
        const isReady = () => (controller.desiredSize ?? 0) > 0
        listener = {
          tell: () => {
            due = !isReady()
            if (!due) send(controller, this.#line())
          },
          beat: () => {
            if (isReady()) send(controller, '\n')
          },
          end: () => {
            over = true
            controller.close()
          },
        }
        this.#listeners.add(listener)
        if (this.#body !== '') listener.tell()
      },
      pull: (controller) => {
        if (due) send(controller, this.#line())
        due = false
      },
      cancel: stop,
    })
  }

  /** Sends the snapshot to everyone, as a new one. */
  repeat() {
    if (this.#body === '') return
    this.#version++
    for (const { tell } of this.#listeners) tell()
  }

  /** Ends every stream; whoever watched comes back to another manager. */
  close() {
    clearInterval(this.#timer)
    for (const { end } of this.#listeners) end()
    this.#listeners.clear()
  }

  async #run() {
    try {
      while (this.#again) {
        this.#again = false
        const body = JSON.stringify(await this.#load())
        if (body === this.#body) continue
        this.#body = body
        this.repeat()
      }
    } catch (error) {
      this.#log.warn('A snapshot could not be loaded; it is tried again', {
        cause: messageOf(error),
      })
    } finally {
      this.#loading = undefined
    }
  }

  #line(): string {
    const time = this.#now ? `"time":${this.#now()},` : ''
    return `{"version":${this.#version},${time}${this.#body.slice(1)}\n`
  }
}
