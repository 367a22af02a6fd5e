import { expect, test } from 'bun:test'
import { samplesOf, sine, toneOf, waveFile } from './tone.ts'

test.each([100, 440, 445.5, 660, 3000])('hears %p Hz', (hertz) => {
  const { hertz: heard, level } = toneOf(sine(hertz, 0.5, 48_000), 48_000)
  expect(Math.abs(heard - hertz)).toBeLessThan(0.5)
  expect(level).toBeCloseTo(0.5 / Math.SQRT2, 2)
})

test('hears a tone in noise, and with a gap in it', () => {
  let seed = 1
  const noise = () => {
    seed = (seed * 48_271) % 0x7fffffff
    return seed / 0x7fffffff - 0.5
  }
  const samples = sine(440, 0.6, 44_100, 0.2).map((one, at) =>
    at % 9000 < 500 ? 0 : one + noise() / 5,
  )
  expect(Math.abs(toneOf(samples, 44_100).hertz - 440)).toBeLessThan(2)
})

test('hears silence', () => {
  expect(toneOf(Array<number>(24_000).fill(0), 48_000).level).toBe(0)
})

test('what is written as a file is heard again', () => {
  const file = waveFile(sine(660, 0.5, 16_000), 16_000)
  expect(file.toString('latin1', 0, 4)).toBe('RIFF')
  expect(Math.abs(toneOf(samplesOf(file.subarray(44)), 16_000).hertz - 660)).toBeLessThan(0.5)
})
