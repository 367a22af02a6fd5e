import { describe, expect, test } from 'bun:test'
import { Calm, Motion } from './motion.ts'
import { MOTION, qualityOf } from './video-plan.ts'

const SCREEN = { width: 1280, height: 720 }
const LIMITS = MOTION.automatic

/** What is changed `times` a second for `seconds`, each time at `bytes`; whether it counted as motion. */
function play(
  motion: Motion,
  from: number,
  seconds: number,
  times: number,
  bytes: number,
  [x, y, width, height]: readonly [number, number, number, number],
): boolean {
  let moves = false
  for (let at = from; at < from + 1000 * seconds; at += 1000 / times) {
    motion.changed(x, y, width, height, SCREEN)
    moves ||= motion.passed(bytes, at, LIMITS)
  }
  return moves
}

const WHOLE = [0, 0, 1280, 720] as const

describe('a picture moves', () => {
  test.each([
    ['a film', 3, 24, 80_000, WHOLE],
    ['a film on half of the screen', 3, 24, 50_000, [0, 0, 640, 720]],
    ['a film over a slow network', 3, 4, 80_000, WHOLE],
  ] as const)('%s', (_what, seconds, times, bytes, area) => {
    expect(play(new Motion(0), 0, seconds, times, bytes, area)).toBe(true)
  })

  test.each([
    ['a film in a small window', 10, 24, 20_000, [100, 100, 320, 180]],
    ['a page that is scrolled for a moment', 1, 20, 90_000, WHOLE],
    ['slides', 10, 1, 200_000, WHOLE],
    ['a flicker that costs little', 10, 30, 2_000, WHOLE],
    ['typing', 10, 8, 3_000, [200, 300, 12, 20]],
  ] as const)('not %s', (_what, seconds, times, bytes, area) => {
    expect(play(new Motion(0), 0, seconds, times, bytes, area)).toBe(false)
  })

  test('not a page that is scrolled now and then', () => {
    const motion = new Motion(0)
    for (let at = 0; at < 60_000; at += 4000) {
      expect(play(motion, at, 1, 20, 90_000, WHOLE)).toBe(false)
      expect(play(motion, at + 1000, 3, 2, 500, [0, 0, 5, 5])).toBe(false)
    }
  })
})

describe('a video is calm', () => {
  const after = (bytes: (frame: number) => number) => {
    const calm = new Calm(0)
    for (let frame = 0; frame < 300; frame++) {
      if (calm.frame(bytes(frame), frame * 33, 20_000, 1500)) return frame
    }
    return undefined
  }

  test('when its frames say nothing for a while', () => {
    expect(after((frame) => (frame < 60 ? 15_000 : 24))).toBeGreaterThan(60 + 45)
    expect(after(() => 24)).toBeLessThan(80)
  })
  test('not while it moves', () => expect(after(() => 5_000)).toBeUndefined())
  test('not between two scenes', () => {
    expect(after((frame) => (frame % 30 === 0 ? 40_000 : 24))).toBeUndefined()
  })
})

test('the quality that a client asks for is read from its encodings', () => {
  expect(qualityOf([7, 50, -32 + 6, -254])).toBe('automatic')
  expect(qualityOf([7, 50, -23])).toBe('sharp')
  expect(qualityOf([7, 50, -32 + 3])).toBe('fast')
  expect(qualityOf([7, -256, -33, -22])).toBe('automatic')
})
