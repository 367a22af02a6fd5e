import type { EncoderQuery } from '../../contract/encoder.ts'
import type { MotionLimits } from './motion.ts'

/** What the person chose in the viewer. */
export type Quality = 'automatic' | 'sharp' | 'fast'

const QUALITY_LEVEL_0 = -32
const SHARP_FROM = 8
const FAST_BELOW = 4

/**
 * The choice as a client of RFB makes it: by its JPEG quality, a pseudo encoding from -32 (level 0) to
 * -23 (9). The viewer asks for 9 where the person wants it sharp, and for 3 where they want it fast.
 */
export function qualityOf(encodings: readonly number[]): Quality {
  const level = encodings.map((one) => one - QUALITY_LEVEL_0).find((one) => one >= 0 && one <= 9)
  if (level === undefined) return 'automatic'
  return level >= SHARP_FROM ? 'sharp' : level < FAST_BELOW ? 'fast' : 'automatic'
}

/** When the picture moves enough for a video. */
export const MOTION: Readonly<Record<Exclude<Quality, 'sharp'>, MotionLimits>> = {
  automatic: { coverage: 0.4, screens: 1.2, bytes: 200_000, lasting: 1500 },
  fast: { coverage: 0.15, screens: 0.6, bytes: 60_000, lasting: 500 },
}

/** Frames of a video that shows nothing new take 24 bytes; below this many a second it is over. */
export function calmRate(width: number, height: number): number {
  return 10_000 + (width * height) / 50
}

export const CALM_LASTING_MS = 1500

/** Larger screens stay without: they take more cores than a picture is worth. */
const LARGEST = 4096 * 2304
const FRAMES = 30
/** Below this nothing can be recognised in motion. */
const LEAST_RATE = 800

/** What to ask an encoder for; `share` of the full rate, 0 to 1, where the viewer cannot take all. */
export function videoFor(
  width: number,
  height: number,
  quality: Quality,
  share: number,
): EncoderQuery | undefined {
  if (width < 16 || height < 16 || width * height > LARGEST) return undefined
  const full = (quality === 'fast' ? 0.6 : 1) * (2000 + (width * height) / 330)
  return { width, height, frames: FRAMES, rate: Math.round(Math.max(LEAST_RATE, full * share)) }
}
