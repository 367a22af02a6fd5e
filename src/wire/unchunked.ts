import { ChunkedBody } from './chunked.ts'

/**
 * The data alone of a chunked body whose length was told before: what a reader gets is exactly so long. A
 * body that is longer or shorter is malformed, and nothing beyond the length is handed on.
 */
export class UnchunkedBody {
  readonly #body = new ChunkedBody(true)
  #left: number

  constructor(length: number) {
    this.#left = length
  }

  get done(): boolean {
    return this.#body.done && this.#left === 0
  }

  get malformed(): boolean {
    return this.#body.malformed || this.#left < 0 || (this.#body.done && this.#left > 0)
  }

  get length(): number {
    return this.#body.length
  }

  feed(bytes: Uint8Array, forward: (part: Uint8Array) => void): number {
    return this.#body.feed(bytes, (part) => {
      if (this.#left > 0) forward(part.subarray(0, this.#left))
      this.#left -= part.length
    })
  }
}
