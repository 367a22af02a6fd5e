/*
 * Numbers of RFB as TigerVNC and noVNC use them (RFC 6143, and github.com/rfbproto/rfbproto for what came
 * after it).
 */

/** Kinds of messages from the server. */
export const FROM_SERVER = {
  update: 0,
  colours: 1,
  bell: 2,
  cutText: 3,
  endOfContinuousUpdates: 150,
  fence: 248,
  xvp: 250,
} as const

export const ENCODING = {
  raw: 0,
  copyRect: 1,
  rre: 2,
  hextile: 5,
  zlib: 6,
  tight: 7,
  zrle: 16,
  jpeg: 21,
  h264: 50,
  tightPng: -260,
  // What follows is no part of the picture.
  desktopSize: -223,
  lastRect: -224,
  cursor: -239,
  xCursor: -240,
  qemuKeyEvent: -258,
  qemuLeds: -261,
  desktopName: -307,
  extendedDesktopSize: -308,
  extendedMouseButtons: -316,
  vmwareCursor: 0x574d5664,
  vmwareLeds: 0x574d5668,
} as const

/** What a pixel takes: `plain` in most places, `tight` where Tight leaves out a byte that says nothing. */
export type PixelSize = { readonly plain: number; readonly tight: number }

/** Reads the sixteen bytes that describe pixels (RFC 6143, 7.4). */
export function pixelSize(format: Buffer): PixelSize {
  const plain = format.readUInt8(0) / 8
  const deep = format.readUInt8(1) === 24 && format.readUInt8(3) !== 0
  const bytes = [4, 6, 8].every((at) => format.readUInt16BE(at) === 255)
  return { plain, tight: plain === 4 && deep && bytes ? 3 : plain }
}
