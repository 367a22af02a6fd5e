import { expect, test } from 'bun:test'
import { pauseAfter } from './supervisor.ts'

test('pauses grow up to half a minute and shrink after a long life', () => {
  const pauses: number[] = []
  for (let pause = 0, n = 0; n < 7; n++) {
    pause = pauseAfter(10, pause)
    pauses.push(pause)
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  expect(pauseAfter(3_600_000, 30_000)).toBe(1000)
})
