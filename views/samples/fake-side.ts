import type { ServerWebSocket } from 'bun'

export type FakeStream = Pick<ServerWebSocket<unknown>, 'sendBinary' | 'terminate' | 'close'>

/** What stands at the other end of one of the viewer's streams. */
export interface StreamEnd {
  opened(stream: FakeStream): void
  received(bytes: Buffer): void
  closed(): void
}

/** A stream beside the picture's, as of sound: it says nothing by itself. */
export class FakeSide implements StreamEnd {
  readonly what: string
  readonly got: Buffer[] = []
  isOpen = false
  #stream: FakeStream | undefined

  constructor(what: string) {
    this.what = what
  }

  opened(stream: FakeStream): void {
    this.#stream = stream
    this.isOpen = true
  }

  received(bytes: Buffer): void {
    this.got.push(bytes)
  }

  closed(): void {
    this.isOpen = false
  }

  close(code: number): void {
    this.#stream?.close(code)
  }
}
