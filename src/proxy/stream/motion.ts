/** From when on a picture counts as moving. */
export type MotionLimits = {
  /** How much of the screen must have changed within half a second, 0 to 1. */
  readonly coverage: number
  /** Whole screens that change each second. */
  readonly screens: number
  /** Bytes that this takes each second: what is cheap to send needs no video. */
  readonly bytes: number
  /** Milliseconds for which all of this holds. */
  readonly lasting: number
}

const WINDOW_MS = 500
/** The screen is looked at in a grid of so many by so many cells. */
const CELLS = 16

/**
 * Watches the rectangles of a stream for a picture that moves for a while: much of the screen, often, and
 * at a price. A quiet half second takes back twice what a lively one brought, so that a page that is
 * scrolled now and then does not count. All times are milliseconds of one clock.
 */
export class Motion {
  /** For so long it has moved, more or less. */
  #lively = 0
  #began: number
  #area = 0
  #bytes = 0
  /** A bit for each cell that changed. */
  readonly #rows = new Uint16Array(CELLS)

  constructor(now: number) {
    this.#began = now
  }

  /** Forgets what was; `lively`: for so long it is known to have moved. */
  reset(now: number, lively: number) {
    this.#lively = lively
    this.#begin(now)
  }

  /** A part of the screen changed. */
  changed(
    x: number,
    y: number,
    width: number,
    height: number,
    screen: { readonly width: number; readonly height: number },
  ) {
    if (width === 0 || height === 0) return
    this.#area += (width * height) / (screen.width * screen.height)
    const [left, right] = cells(x, width, screen.width)
    const [top, bottom] = cells(y, height, screen.height)
    const mask = ((1 << (right + 1)) - 1) & ~((1 << left) - 1)
    for (let row = top; row <= bottom; row++) this.#rows[row] = (this.#rows[row] ?? 0) | mask
  }

  /** Bytes of the stream went by; tells whether the picture moves by these limits. */
  passed(bytes: number, now: number, limits: MotionLimits): boolean {
    this.#bytes += bytes
    const took = now - this.#began
    if (took < WINDOW_MS) return false
    const lively =
      this.#coverage() >= limits.coverage &&
      this.#area >= (limits.screens * took) / 1000 &&
      this.#bytes >= (limits.bytes * took) / 1000
    this.#lively = lively ? this.#lively + took : Math.max(0, this.#lively - 2 * took)
    this.#begin(now)
    return lively && this.#lively >= limits.lasting
  }

  #begin(now: number) {
    this.#began = now
    this.#area = 0
    this.#bytes = 0
    this.#rows.fill(0)
  }

  #coverage(): number {
    let count = 0
    for (const row of this.#rows) for (let left = row; left > 0; left &= left - 1) count++
    return count / (CELLS * CELLS)
  }
}

/** The first and last cell that a stretch touches. */
function cells(from: number, length: number, whole: number): [number, number] {
  const cell = (at: number) => Math.max(0, Math.min(CELLS - 1, Math.floor((at * CELLS) / whole)))
  return [cell(from), cell(from + length - 1)]
}

/** Tells from the size of its frames that a video shows nothing new. */
export class Calm {
  #began: number
  #bytes = 0
  #calm = 0

  constructor(now: number) {
    this.#began = now
  }

  /** A frame came; tells whether fewer than `rate` bytes a second have come for `lasting` milliseconds. */
  frame(bytes: number, now: number, rate: number, lasting: number): boolean {
    this.#bytes += bytes
    const took = now - this.#began
    if (took < WINDOW_MS) return false
    this.#calm = this.#bytes < (rate * took) / 1000 ? this.#calm + took : 0
    this.#began = now
    this.#bytes = 0
    return this.#calm >= lasting
  }
}
