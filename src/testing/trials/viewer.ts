import type { Visitor } from '../visitor.ts'

const PAUSE_MS = 250
const PATIENCE_MS = 10_000

/** What a viewer waits for next, with how many bytes of it are needed. */
type Step = { readonly bytes: number; readonly send: Uint8Array<ArrayBuffer> }

const GREETING: readonly Step[] = [
  { bytes: 12, send: new TextEncoder().encode('RFB 003.008\n') }, // version
  { bytes: 2, send: Uint8Array.of(1) }, // security types: none
  { bytes: 4, send: Uint8Array.of(1) }, // result; ClientInit: shared
  { bytes: 24, send: new Uint8Array() }, // ServerInit, without the name
]

/** FramebufferUpdateRequest of one pixel, whatever it shows. */
const ONE_PIXEL = Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 1, 0, 1)

/** Shift, down and up: a person is there, and nothing of it is seen. */
const SHIFT = Uint8Array.of(4, 1, 0, 0, 0, 0, 0xff, 0xe1, 4, 0, 0, 0, 0, 0, 0xff, 0xe1)

/** A viewer of one session as the browser's is: takes a ticket, connects, and does so again when cut. */
export class Viewer implements Disposable {
  readonly session: string
  readonly #visitor: Visitor
  #socket: WebSocket | undefined
  #live = false
  #stopped = false
  #heard: (() => void) | undefined
  /** How often it had to connect anew. */
  connections = 0

  constructor(visitor: Visitor, session: string) {
    this.#visitor = visitor
    this.session = session
    void this.#stayConnected()
  }

  /** Milliseconds until the desktop answers for one pixel; undefined where it does not. */
  async roundTrip(patience = PATIENCE_MS): Promise<number | undefined> {
    if (!this.#live) return undefined
    const began = performance.now()
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const late = setTimeout(() => resolve(false), patience)
    const others = this.#heard // who asks at the same time hears the same
    this.#heard = () => {
      others?.()
      resolve(true)
    }
    this.#socket?.send(ONE_PIXEL)
    const answered = await promise
    clearTimeout(late)
    return answered ? performance.now() - began : undefined
  }

  /** Presses a key, where it is connected. */
  press() {
    if (this.#live) this.#socket?.send(SHIFT)
  }

  [Symbol.dispose]() {
    this.#stopped = true
    this.#socket?.close()
  }

  async #stayConnected(): Promise<void> {
    while (!this.#stopped) {
      try {
        const answer = await this.#visitor.post(`/sessions/${this.session}/ticket`)
        if (answer.status === 204) await this.#connect()
      } catch {
        // The platform is gone for the moment, which is what trials are about: try again.
      }
      this.#live = false
      await Bun.sleep(PAUSE_MS)
    }
  }

  /** Fulfilled when the connection has ended. */
  async #connect(): Promise<void> {
    const { base, cookie } = this.#visitor
    const url = `${base.replace('https', 'wss')}/s/${this.session}/rfb`
    const options = {
      protocols: ['binary'],
      headers: { Origin: base, Cookie: cookie },
      tls: { rejectUnauthorized: false },
    } satisfies Bun.WebSocketOptions
    // The types of a browser's WebSocket, which takes no headers, hide those of Bun's.
    const socket: WebSocket = Reflect.construct(WebSocket, [url, options])
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.connections++
    let step = 0
    let received = 0
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const late = setTimeout(() => socket.close(), PATIENCE_MS)
    socket.onmessage = ({ data }: MessageEvent) => {
      if (this.#live) {
        const heard = this.#heard
        this.#heard = undefined
        return heard?.()
      }
      received += data instanceof ArrayBuffer ? data.byteLength : 0
      for (;;) {
        const expected = GREETING[step]
        if (!expected || received < expected.bytes) return
        received -= expected.bytes
        if (expected.send.length > 0) socket.send(expected.send)
        step++
        if (step < GREETING.length) continue
        clearTimeout(late)
        this.#live = true
        return
      }
    }
    socket.onclose = () => end()
    await ended
    clearTimeout(late)
  }
}
