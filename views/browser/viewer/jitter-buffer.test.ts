import { expect, test } from 'bun:test'
import { JitterBuffer } from './jitter-buffer.ts'

const RATE = 48_000
const PIECE = 960 // 20 ms

/** A buffer, what comes and what is asked for: samples count up from 1, so that gaps and leaps show. */
function ear() {
  const buffer = new JitterBuffer(RATE)
  let next = 1
  return {
    buffer,
    come(pieces: number) {
      for (let piece = 0; piece < pieces; piece++) {
        const channel = Float32Array.from({ length: PIECE }, () => next++)
        buffer.push([channel, channel.map((sample) => -sample)])
      }
    },
    hear(samples: number): number[] {
      const out = [new Float32Array(samples), new Float32Array(samples)]
      buffer.pull(out)
      const [left = [], right = []] = out
      expect(Array.from(left, (sample) => 0 - sample)).toEqual(Array.from(right, (s) => s + 0))
      return [...left]
    },
  }
}

const count = (from: number, length: number) => Array.from({ length }, (_, at) => from + at)

test('waits for 60 ms, then plays without a gap however pieces and portions are cut', () => {
  const { come, hear } = ear()
  come(2)
  expect(hear(128)).toEqual(count(0, 128).fill(0))
  come(1)
  const heard: number[] = []
  while (heard.length < 2 * PIECE) heard.push(...hear(128))
  expect(heard).toEqual(count(1, 2 * PIECE))
})

test('plays silence when it ran dry, and waits longer from then on', () => {
  const { come, hear } = ear()
  come(3)
  expect(hear(3 * PIECE + 100).slice(-101)).toEqual([3 * PIECE, ...count(0, 100).fill(0)])
  come(4)
  expect(hear(10)[0]).toBe(0)
  come(1)
  expect(hear(10)[0]).toBe(3 * PIECE + 1)
})

test('leaves out what would keep it late', () => {
  const { buffer, come, hear } = ear()
  come(9) // 180 ms, no more than it bears
  expect(buffer.length).toBe(9 * PIECE)
  come(50)
  expect(buffer.length).toBeLessThanOrEqual(9 * PIECE)
  const [first = 0] = hear(128)
  expect(first).toBeGreaterThan(45 * PIECE)
})

test('is satisfied with less again after some time of calm', () => {
  const { come, hear } = ear()
  come(3)
  hear(4 * PIECE) // ran dry: 90 ms from now on
  const wait = () => {
    let pieces = 0
    do {
      come(1)
      pieces++
    } while (hear(1)[0] === 0)
    return pieces
  }
  expect(wait()).toBe(5)
  for (let second = 0; second < 40; second++) {
    for (let piece = 0; piece < 50; piece++) {
      hear(PIECE)
      come(1)
    }
  }
  hear(10 * PIECE) // runs dry: half as much again as the 60 ms it was back to
  expect(wait()).toBe(5)
})

test('gives one channel to both ears', () => {
  const buffer = new JitterBuffer(RATE)
  buffer.push([Float32Array.from({ length: 2880 }, () => 0.5)])
  const out = [new Float32Array(2), new Float32Array(2)]
  buffer.pull(out)
  expect(out.map((channel) => [...channel])).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
  ])
})
