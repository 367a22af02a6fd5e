import { SOUND_CLOSE } from '../../../src/domain/sound.ts'
import { Retries } from './retries.ts'
import { streamUrl } from './stream-url.ts'
import { TicketOffice } from './ticket.ts'
import type { Viewing } from './viewing.ts'

/** `lost`: it is wanted and not there, and tried again by itself. `absent`: the session has no such thing. */
export type SideState = 'idle' | 'open' | 'lost' | 'absent'

/**
 * A WebSocket `/s/<session>/<what>` beside the picture's: open while it is wanted and the picture is there,
 * which comes first, since what is at its other end takes the session's cores to begin. One that does not open
 * may lack a ticket that is still good, so the next try fetches one.
 */
export class SideSocket {
  #socket: WebSocket | undefined
  #wanted = false
  #connected = false
  readonly #retries = new Retries()
  #timer: ReturnType<typeof setTimeout> | undefined
  #state: SideState = 'idle'
  readonly #url: URL
  readonly #tickets: TicketOffice
  readonly #changed: (state: SideState) => void
  readonly #received: (message: ArrayBuffer) => void

  constructor(
    { stage, connection }: Viewing,
    what: string,
    changed: (state: SideState) => void,
    received: (message: ArrayBuffer) => void,
  ) {
    this.#url = streamUrl(`${stage.dataset.stream}/../${what}`, stage.dataset.proof ?? '')
    this.#tickets = new TicketOffice(stage.dataset.ticket ?? '')
    this.#changed = changed
    this.#received = received
    connection.listen({
      shown: () => {
        this.#connected = true
        this.#retries.reset()
        this.#settle()
      },
      closed: () => {
        this.#connected = false
        this.#settle()
      },
    })
  }

  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return
    this.#wanted = wanted
    this.#retries.reset()
    this.#settle()
  }

  get state(): SideState {
    return this.#state
  }

  /** What does not go out in time is of no use later. */
  send(bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>, most = Number.POSITIVE_INFINITY): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#socket.bufferedAmount > most) return
    this.#socket.send(bytes)
  }

  #settle(): void {
    clearTimeout(this.#timer)
    if (!this.#wanted || !this.#connected) {
      const socket = this.#socket
      this.#socket = undefined
      socket?.close()
      this.#become(this.#wanted && this.#state !== 'idle' ? 'lost' : 'idle')
    } else if (!this.#socket) this.#open()
  }

  #open(): void {
    const socket = new WebSocket(this.#url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onopen = () => {
      this.#retries.began(performance.now())
      this.#become('open')
    }
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#received(data)
    }
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      const delay = this.#retries.failed(performance.now())
      if (code === SOUND_CLOSE.absent || delay === undefined) return this.#become('absent')
      // The first may have lacked a ticket.
      if (delay > 0 || this.#state === 'open') this.#become('lost')
      this.#timer = setTimeout(() => this.#again(), delay)
    }
  }

  async #again(): Promise<void> {
    try {
      await this.#tickets.fetch()
    } catch {
      // Without one the socket is refused, and that is counted.
    }
    if (this.#wanted && this.#connected && !this.#socket) this.#open()
  }

  #become(state: SideState): void {
    if (state === this.#state) return
    this.#state = state
    this.#changed(state)
  }
}
