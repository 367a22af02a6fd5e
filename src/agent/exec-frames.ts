const HEADER = 8
const STDERR = 2

/**
 * Takes Docker's stream of a program without a terminal apart. Eight bytes stand before each piece: one
 * for the stream, three empty ones, four for the length. Pieces are passed on as they come, uncopied.
 */
export class ExecFrames {
  readonly #header = Buffer.alloc(HEADER)
  readonly #stdout: (part: Buffer) => void
  readonly #stderr: (part: Buffer) => void
  #headerLength = 0
  #left = 0

  constructor(stdout: (part: Buffer) => void, stderr: (part: Buffer) => void) {
    this.#stdout = stdout
    this.#stderr = stderr
  }

  feed(bytes: Buffer) {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left === 0) {
        const taken = bytes.copy(this.#header, this.#headerLength, at)
        at += taken
        this.#headerLength += taken
        if (this.#headerLength < HEADER) return
        this.#headerLength = 0
        this.#left = this.#header.readUInt32BE(4)
        continue
      }
      const part = bytes.subarray(at, at + this.#left)
      at += part.length
      this.#left -= part.length
      if (this.#header[0] === STDERR) this.#stderr(part)
      else this.#stdout(part)
    }
  }
}
