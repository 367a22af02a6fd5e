/** A line longer than this is cut. */
const LONGEST = 16 * 1024

/**
 * The last lines that were added, in memory that is taken once. As objects they would live for hours
 * between others that live for a moment, and each would hold a block of the heap that these have left.
 */
export class KeptLines {
  #older: Buffer
  #newer: Buffer
  #olderLength = 0
  #newerLength = 0

  /** Between half of `bytes` and all of them are filled with lines, once there are enough. */
  constructor(bytes: number) {
    this.#older = Buffer.alloc(bytes / 2)
    this.#newer = Buffer.alloc(bytes / 2)
  }

  /** `line` has no line break. */
  add(line: string) {
    const cut = `${line.slice(0, LONGEST)}\n`
    if (this.#newerLength + Buffer.byteLength(cut) > this.#newer.length) {
      const oldest = this.#older
      this.#older = this.#newer
      this.#olderLength = this.#newerLength
      this.#newer = oldest
      this.#newerLength = 0
    }
    this.#newerLength += this.#newer.write(cut, this.#newerLength)
  }

  /** Oldest first. */
  all(): string[] {
    const older = this.#older.toString('utf8', 0, this.#olderLength)
    const newer = this.#newer.toString('utf8', 0, this.#newerLength)
    return (older + newer).split('\n').slice(0, -1)
  }
}
