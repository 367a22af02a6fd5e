import { ENCODING, FROM_SERVER } from '../../wire/rfb.ts'
import { type ClientMessage, FROM_CLIENT } from '../../wire/rfb-client-messages.ts'
import type { Rectangle } from '../../wire/rfb-rectangle.ts'
import type { RfbServerStream } from '../../wire/rfb-server-stream.ts'

/**
 * Brings a client its first picture one way there and back earlier. A desktop answers the first request with
 * what is no picture, such as its size and the form of the pointer, and waits for the next one, which a
 * client sends once it has read that. So the request is repeated here, for what has changed, as a client
 * would: that is everything.
 */
export class FirstPicture {
  /** As it is to be repeated; undefined before the client has asked, and once a picture has come. */
  #request: Buffer | undefined
  #over = false

  /** A message of the client goes by. */
  fromClient(kind: ClientMessage, message: Buffer) {
    if (this.#over || kind !== FROM_CLIENT.updateRequest) return
    this.#request = Buffer.from(message)
    this.#request.writeUInt8(1, 1) // incremental
  }

  /** The stream has come to a rectangle. */
  rectangle({ encoding }: Rectangle) {
    if (encoding >= 0 || encoding === ENCODING.tightPng) this.#end()
  }

  /** A message of the desktop has ended; what to ask it for at once, if anything. */
  ended({ type }: Pick<RfbServerStream, 'type'>): Buffer | undefined {
    if (type !== FROM_SERVER.update) return undefined
    const request = this.#request
    this.#end()
    return request
  }

  #end() {
    this.#over = true
    this.#request = undefined
  }
}
