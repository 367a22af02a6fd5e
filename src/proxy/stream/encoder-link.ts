import { ENCODER_CLOSE, ENCODER_SILENCE_MS, type EncoderQuery } from '../../contract/encoder.ts'
import type { Gateway } from '../../contract/gateway.ts'
import { BadVideo, FlvReader, type VideoFrame } from '../../wire/flv.ts'

export type EncoderUser = {
  frame(frame: VideoFrame): void
  /** It is over, but for whoever closed it. `absent`: the session has none, and never will. */
  ended(absent: boolean): void
}

/** An encoder in a session, at the gateway of its host. It lives as long as this connection. */
export class EncoderLink implements Disposable {
  readonly #socket: WebSocket
  readonly #alive: Timer
  #user: EncoderUser | undefined

  constructor(gateway: Gateway, session: string, query: EncoderQuery, user: EncoderUser) {
    this.#user = user
    const wanted = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    )
    const url = `ws://${gateway.host}:${gateway.port}/s/${session}/encoder?${wanted}`
    const headers = { authorization: `Bearer ${gateway.key}` }
    // The browser's types, which are the ones in force here, know no headers.
    const socket: WebSocket = Reflect.construct(WebSocket, [url, { headers }])
    const reader = new FlvReader((frame) => this.#user?.frame(frame))
    socket.binaryType = 'arraybuffer'
    // Always read at once: whoever falls behind drops frames, so nothing waits here.
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      try {
        if (this.#user && data instanceof ArrayBuffer) reader.feed(Buffer.from(data))
      } catch (error) {
        if (!(error instanceof BadVideo)) throw error
        this.#end(true) // Docker's words about a program that it cannot run, or worse.
      }
    })
    socket.addEventListener('close', ({ code }) => this.#end(code === ENCODER_CLOSE.absent))
    this.#socket = socket
    this.#alive = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array())
    }, ENCODER_SILENCE_MS / 4)
  }

  [Symbol.dispose]() {
    this.#user = undefined
    clearInterval(this.#alive)
    this.#socket.close()
  }

  #end(absent: boolean) {
    const user = this.#user
    this[Symbol.dispose]()
    user?.ended(absent)
  }
}
