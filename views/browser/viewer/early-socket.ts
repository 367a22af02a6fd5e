/** A WebSocket that is opened before anybody listens. What comes meanwhile is kept for whoever will. */
export class EarlySocket {
  readonly socket: WebSocket
  readonly #missed: MessageEvent[] = []
  readonly #miss = (event: MessageEvent) => this.#missed.push(event)

  constructor(url: URL) {
    this.socket = new WebSocket(url)
    this.socket.binaryType = 'arraybuffer'
    this.socket.addEventListener('message', this.#miss)
  }

  /** Says once more what was said already, to those who listen now. */
  replay(): void {
    this.socket.removeEventListener('message', this.#miss)
    for (const event of this.#missed.splice(0)) this.socket.dispatchEvent(event)
  }
}
