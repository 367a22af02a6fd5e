import { ENCODING, type PixelSize } from './rfb.ts'

/**
 * What the reader of a stream wants next: that many bytes to look at (at most `LOOK_MOST`), or, where it
 * is negative, that many left alone.
 */
export type Wants = Generator<number, void, Buffer>

export const LOOK_MOST = 16

/** A stream that we cannot follow any further: where its next part begins is not known. */
export class UnknownRfb extends Error {
  override readonly name = 'UnknownRfb'
}

export type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly encoding: number
}

/** Reads over what follows the head of a rectangle. */
export function* rectangleBody({ encoding, width, height }: Rectangle, pixel: PixelSize): Wants {
  const area = width * height
  switch (encoding) {
    case ENCODING.raw:
      return yield* pass(area * pixel.plain)
    case ENCODING.copyRect:
      return yield* pass(4)
    case ENCODING.rre:
      return yield* pass(pixel.plain + (yield 4).readUInt32BE() * (pixel.plain + 8))
    case ENCODING.hextile:
      return yield* hextile(width, height, pixel.plain)
    case ENCODING.zlib:
    case ENCODING.zrle:
    case ENCODING.desktopName:
      return yield* pass((yield 4).readUInt32BE())
    case ENCODING.tight:
    case ENCODING.tightPng:
      return yield* tight(width, height, pixel.tight)
    case ENCODING.jpeg:
      return yield* jpeg()
    case ENCODING.h264:
      return yield* pass((yield 8).readUInt32BE())
    case ENCODING.cursor:
      return yield* pass(area * pixel.plain + bits(width, height))
    case ENCODING.xCursor:
      return yield* pass(area === 0 ? 0 : 6 + 2 * bits(width, height))
    case ENCODING.vmwareCursor:
      return yield* pass((yield 2)[0] === 0 ? 2 * area * pixel.plain : 4 * area)
    case ENCODING.extendedDesktopSize:
      return yield* pass((yield 4).readUInt8() * 16)
    case ENCODING.qemuLeds:
      return yield* pass(1)
    case ENCODING.vmwareLeds:
      return yield* pass(4)
    case ENCODING.desktopSize:
    case ENCODING.lastRect:
    case ENCODING.qemuKeyEvent:
    case ENCODING.extendedMouseButtons:
      return
    default:
      throw new UnknownRfb(`A rectangle in the encoding ${encoding}`)
  }
}

/** Leaves so many bytes alone. */
export function* pass(length: number): Wants {
  if (length > 0) yield -length
}

const TIGHT = { fill: 8, jpeg: 9, png: 10 } as const
const FILTER = { copy: 0, palette: 1, gradient: 2 } as const
/** Less than this is not worth zlib's trouble and comes as it is, without a length. */
const TIGHT_PLAIN_BELOW = 12

function* tight(width: number, height: number, pixel: number): Wants {
  const control = (yield 1).readUInt8() >> 4
  if (control === TIGHT.fill) return yield* pass(pixel)
  if (control === TIGHT.jpeg || control === TIGHT.png) return yield* tightData()
  if (control > TIGHT.png) throw new UnknownRfb(`A rectangle of Tight with the control ${control}`)
  const filter = (control & 4) === 0 ? FILTER.copy : (yield 1).readUInt8()
  let length = width * height * pixel
  if (filter === FILTER.palette) {
    const colours = (yield 1).readUInt8() + 1
    yield* pass(colours * pixel)
    length = colours <= 2 ? bits(width, height) : width * height
  } else if (filter > FILTER.gradient) {
    throw new UnknownRfb(`A rectangle of Tight with the filter ${filter}`)
  }
  if (length < TIGHT_PLAIN_BELOW) yield* pass(length)
  else yield* tightData()
}

/** A length in one to three bytes, seven bits each but for the last, then that much. */
function* tightData(): Wants {
  const low = (yield 1).readUInt8()
  let length = low & 127
  if (low > 127) {
    const middle = (yield 1).readUInt8()
    length |= (middle & 127) << 7
    if (middle > 127) length |= (yield 1).readUInt8() << 14
  }
  yield* pass(length)
}

const TILE = 16
const HEXTILE = { raw: 1, background: 2, foreground: 4, subrects: 8, coloured: 16 } as const

function* hextile(width: number, height: number, pixel: number): Wants {
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      const how = (yield 1).readUInt8()
      if ((how & HEXTILE.raw) !== 0) {
        yield* pass(Math.min(TILE, width - x) * Math.min(TILE, height - y) * pixel)
        continue
      }
      if ((how & HEXTILE.background) !== 0) yield* pass(pixel)
      if ((how & HEXTILE.foreground) !== 0) yield* pass(pixel)
      if ((how & HEXTILE.subrects) === 0) continue
      const each = (how & HEXTILE.coloured) === 0 ? 2 : 2 + pixel
      yield* pass((yield 1).readUInt8() * each)
    }
  }
}

const MARKER = { start: 0xd8, end: 0xd9, scan: 0xda } as const

/** A JPEG file, which says nowhere how long it is: from marker to marker, and through the scan byte by byte. */
function* jpeg(): Wants {
  for (;;) {
    const head = yield 2
    let marker = head.readUInt8(1)
    if (head[0] !== 0xff) throw new UnknownRfb('A JPEG that is none')
    while (marker !== MARKER.end) {
      if (isBare(marker)) break
      yield* pass((yield 2).readUInt16BE() - 2)
      if (marker !== MARKER.scan) break
      marker = yield* scan()
    }
    if (marker === MARKER.end) return
  }
}

/** The marker that ends a scan. */
function* scan(): Generator<number, number, Buffer> {
  for (;;) {
    while ((yield 1)[0] !== 0xff);
    let next = 0xff
    while (next === 0xff) next = (yield 1).readUInt8()
    if (next !== 0 && !isRestart(next)) return next
  }
}

function isBare(marker: number): boolean {
  return marker === 1 || marker === MARKER.start || isRestart(marker)
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

function bits(width: number, height: number): number {
  return ((width + 7) >> 3) * height
}
