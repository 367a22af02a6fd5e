/**
 * A small picture of a large one, which arrives in portions: each of its pixels is the mean of those that
 * fall into it. Pixels come as 16 bits, red in the upper five, green in six, blue in five.
 */
export class Thumbnail {
  readonly width: number
  readonly height: number
  readonly #columns: Uint16Array
  readonly #rows: Uint16Array
  readonly #sums: Uint32Array
  readonly #counts: Uint32Array

  /** At most `widest` pixels wide; a smaller picture stays as it is. */
  constructor(width: number, height: number, widest: number) {
    this.width = Math.min(width, widest)
    this.height = Math.max(1, Math.round((height * this.width) / width))
    this.#columns = Uint16Array.from({ length: width }, (_, x) =>
      Math.floor((x * this.width) / width),
    )
    this.#rows = Uint16Array.from({ length: height }, (_, y) =>
      Math.floor((y * this.height) / height),
    )
    this.#sums = new Uint32Array(this.width * this.height * 3)
    this.#counts = new Uint32Array(this.width * this.height)
  }

  /** The colour of the large picture at this place. */
  add(x: number, y: number, colour: number) {
    const at = (this.#rows[y] ?? 0) * this.width + (this.#columns[x] ?? 0)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sums[at * 3] = (this.#sums[at * 3] ?? 0) + (colour >> 11)
    this.#sums[at * 3 + 1] = (this.#sums[at * 3 + 1] ?? 0) + ((colour >> 5) & 63)
    this.#sums[at * 3 + 2] = (this.#sums[at * 3 + 2] ?? 0) + (colour & 31)
  }

  /** Three bytes a pixel, red first; black where nothing came. */
  pixels(): Uint8Array {
    const most = [31, 63, 31]
    return Uint8Array.from(this.#sums, (sum, i) => {
      const count = this.#counts[Math.floor(i / 3)] ?? 0
      return count === 0 ? 0 : Math.round((sum * 255) / (count * (most[i % 3] ?? 1)))
    })
  }
}
