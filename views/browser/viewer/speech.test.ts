import { expect, test } from 'bun:test'
import { Speech } from './speech.ts'

/** A tone as a microphone gives it, in portions of 128. */
function spoken(rate: number, seconds: number, hertz: number, portion = 128): Int16Array {
  const speech = new Speech(rate)
  const pieces: Int16Array[] = []
  for (let at = 0; at < rate * seconds; at += portion) {
    const samples = Float32Array.from({ length: portion }, (_, n) =>
      Math.sin((2 * Math.PI * hertz * (at + n)) / rate),
    )
    pieces.push(...speech.push(samples))
  }
  expect(new Set(pieces.map(({ length }) => length))).toEqual(new Set([960]))
  return Int16Array.from(pieces.flatMap((piece) => [...piece]))
}

/** From how often it rises through zero. */
function hertzOf(samples: Int16Array): number {
  const rises = [...samples].flatMap((now, at) =>
    now >= 0 && (samples[at - 1] ?? 0) < 0 ? at : [],
  )
  return ((rises.length - 1) * 48_000) / ((rises.at(-1) ?? 0) - (rises[0] ?? 0))
}

test.each([48_000, 44_100, 16_000, 96_000])('keeps the tone and the pace of %p Hz', (rate) => {
  const samples = spoken(rate, 2, 440)
  expect(samples.length).toBeGreaterThan(94_000)
  expect(samples.length).toBeLessThanOrEqual(96_960)
  expect(hertzOf(samples)).toBeCloseTo(440, 0)
  expect(Math.max(...samples)).toBeGreaterThan(31_000)
})

test('changes nothing at the rate that is sent', () => {
  const [piece] = new Speech(48_000).push(Float32Array.from({ length: 960 }, (_, n) => n / 0x7fff))
  expect([...(piece ?? [])]).toEqual([...Array(960).keys()])
})

test('draws the line between portions, too', () => {
  expect(spoken(44_100, 1, 440, 1)).toEqual(spoken(44_100, 1, 440, 4410))
})

test('cuts what is too loud instead of turning it over', () => {
  const [piece] = new Speech(48_000).push(new Float32Array(960).fill(-2).fill(2, 480))
  expect(piece?.[0]).toBe(-0x7fff)
  expect(piece?.at(-1)).toBe(0x7fff)
})
