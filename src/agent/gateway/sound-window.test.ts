import { expect, test } from 'bun:test'
import { SoundWindow } from './sound-window.ts'

/** How many it lets through before it says no. */
function admitted(window: SoundWindow): number {
  let count = 0
  while (count < 1000 && window.admit()) count++
  return count
}

test('leaves out what would come more than about a second late', () => {
  const window = new SoundWindow(0)
  expect(admitted(window)).toBe(60)
  window.hear(10, 1)
  expect(admitted(window)).toBe(10)
})

test('goes on at once for somebody who has caught up', () => {
  const window = new SoundWindow(0)
  expect(admitted(window)).toBe(60)
  window.hear(60, 1)
  expect(admitted(window)).toBe(60)
})

test('believes nobody who has heard what was not sent, or takes back what they said', () => {
  const window = new SoundWindow(0)
  expect(admitted(window)).toBe(60)
  window.hear(61, 1)
  window.hear(2 ** 32 - 1, 1)
  expect(admitted(window)).toBe(0)
  window.hear(40, 1)
  window.hear(5, 1)
  expect(admitted(window)).toBe(40)
})

test('tells who has gone by their silence', () => {
  const window = new SoundWindow(1_000)
  window.admit()
  expect(window.isGone(31_000)).toBe(false)
  expect(window.isGone(31_001)).toBe(true)
  window.hear(1, 31_001)
  expect(window.isGone(31_001)).toBe(false)
})
