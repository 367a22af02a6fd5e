import type { FakeStream, StreamEnd } from './fake-side.ts'

const WIDTH = 64
const HEIGHT = 48

/**
 * A desktop of one colour behind the RFB protocol (3.8, security None, Raw), for the viewer's tests. It
 * remembers what the browser told it, and can say and break things on command.
 */
export class FakeDesktop implements StreamEnd {
  /** Keysyms of keys pressed, in order. */
  readonly keys: number[] = []
  /** Every key down (`+ffe3`) and up (`-ffe3`), in order. */
  readonly strokes: string[] = []
  /** Every mask of mouse buttons that was new, in order. */
  readonly buttons: number[] = []
  /** Texts that the browser put into the clipboard. */
  readonly pasted: string[] = []
  /** What the browser asked for last by SetEncodings. */
  encodings: number[] = []
  connections = 0
  #phase: 'version' | 'security' | 'init' | 'open' = 'version'
  #left = Buffer.alloc(0)
  #stream: FakeStream | undefined

  opened(stream: FakeStream): void {
    this.#stream = stream
    this.#phase = 'version'
    this.#left = Buffer.alloc(0)
    this.connections += 1
    stream.sendBinary(Buffer.from('RFB 003.008\n'))
  }

  closed(): void {}

  /** The stream ends as when a network breaks. */
  cut(): void {
    this.#stream?.terminate()
  }

  /** Shows the same picture once more. */
  draw(): void {
    this.#stream?.sendBinary(picture())
  }

  /** Somebody copied this inside. */
  copy(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    const head = Buffer.alloc(8)
    head.writeUInt8(3, 0)
    head.writeUInt32BE(bytes.length, 4)
    this.#stream?.sendBinary(Buffer.concat([head, bytes]))
  }

  received(bytes: Buffer): void {
    this.#left = Buffer.concat([this.#left, bytes])
    for (;;) {
      const used = this.#step(this.#left)
      if (used === 0) return
      this.#left = this.#left.subarray(used)
    }
  }

  /** Answers one message; how many bytes it had, 0 while it is not whole. */
  #step(b: Buffer): number {
    switch (this.#phase) {
      case 'version':
        if (b.length < 12) return 0
        this.#phase = 'security'
        this.#stream?.sendBinary(Buffer.from([1, 1]))
        return 12
      case 'security':
        if (b.length < 1) return 0
        this.#phase = 'init'
        this.#stream?.sendBinary(Buffer.alloc(4))
        return 1
      case 'init':
        if (b.length < 1) return 0
        this.#phase = 'open'
        this.#stream?.sendBinary(serverInit())
        return 1
      case 'open':
        return this.#message(b)
    }
  }

  #message(b: Buffer): number {
    switch (b[0]) {
      case undefined:
        return 0
      case 0: // SetPixelFormat
        return b.length < 20 ? 0 : 20
      case 2: {
        // SetEncodings
        if (b.length < 4) return 0
        const length = 4 + 4 * b.readUInt16BE(2)
        if (b.length < length) return 0
        this.encodings = Array.from({ length: b.readUInt16BE(2) }, (_, i) =>
          b.readInt32BE(4 + 4 * i),
        )
        return length
      }
      case 3: // FramebufferUpdateRequest
        if (b.length < 10) return 0
        if (b[1] === 0) this.#stream?.sendBinary(picture())
        return 10
      case 4: // KeyEvent
        if (b.length < 8) return 0
        this.strokes.push(`${b[1] === 1 ? '+' : '-'}${b.readUInt32BE(4).toString(16)}`)
        if (b[1] === 1) this.keys.push(b.readUInt32BE(4))
        return 8
      case 5: {
        // PointerEvent
        if (b.length < 6) return 0
        const mask = b.readUInt8(1)
        if (mask !== (this.buttons.at(-1) ?? 0)) this.buttons.push(mask)
        return 6
      }
      case 6: {
        // ClientCutText
        if (b.length < 8) return 0
        const length = 8 + b.readUInt32BE(4)
        if (b.length < length) return 0
        this.pasted.push(b.toString('latin1', 8, length))
        return length
      }
      default:
        throw new Error(`The fake desktop does not know the message ${b[0]}`)
    }
  }
}

function serverInit(): Buffer {
  const name = Buffer.from('fake')
  const head = Buffer.alloc(24)
  head.writeUInt16BE(WIDTH, 0)
  head.writeUInt16BE(HEIGHT, 2)
  // 32 bits, depth 24, little endian, true colour, 255 each, blue in the lowest byte
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
  head.writeUInt32BE(name.length, 20)
  return Buffer.concat([head, name])
}

/** All of it in the colour that noVNC shows as rgb(10, 120, 200). noVNC asks for red in the lowest byte. */
function picture(): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(WIDTH, 8)
  head.writeUInt16BE(HEIGHT, 10)
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, Buffer.from([10, 120, 200, 255]))
  return Buffer.concat([head, pixels])
}
