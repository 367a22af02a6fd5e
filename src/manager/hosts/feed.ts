import { HEARTBEAT_MS } from '../../contract/watch.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'

type Listener = { readonly hear: (line: string) => void; readonly end: () => void }

/**
 * One snapshot that many hosts watch. `poke` says that it may have changed; it is loaded once however
 * often it is poked meanwhile, and sent only where it differs. A load that fails is tried again at the
 * next heartbeat, so a lost notice or a database that was away costs time, nothing else.
 */
export class Feed {
  readonly #load: () => Promise<object>
  readonly #log: Logger
  readonly #listeners = new Set<Listener>()
  readonly #timer: Timer
  #body = ''
  #version = Date.now()
  #loading: Promise<void> | undefined
  #again = false

  constructor(load: () => Promise<object>, log: Logger) {
    this.#load = load
    this.#log = log
    this.#timer = setInterval(() => {
      for (const { hear } of this.#listeners) hear('\n')
      if (this.#listeners.size > 0) void this.poke()
    }, HEARTBEAT_MS)
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
    const stop = () => {
      if (listener) this.#listeners.delete(listener)
    }
    return new ReadableStream({
      start: async (controller) => {
        await this.poke()
        if (signal.aborted) return
        listener = {
          hear: (line) => controller.enqueue(encoder.encode(line)),
          end: () => controller.close(),
        }
        if (this.#body !== '') listener.hear(this.#line())
        this.#listeners.add(listener)
        signal.addEventListener('abort', stop)
      },
      cancel: stop,
    })
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
        this.#version++
        for (const { hear } of this.#listeners) hear(this.#line())
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
    return `{"version":${this.#version},${this.#body.slice(1)}\n`
  }
}
