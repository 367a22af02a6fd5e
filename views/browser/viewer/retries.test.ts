import { expect, test } from 'bun:test'
import { Retries } from './retries.ts'

const fail = (retries: Retries, times: number) =>
  Array.from({ length: times }, () => retries.failed(0))

test('tries again at once, then ever later, and lets be what has never held', () => {
  expect(fail(new Retries(), 7)).toEqual([0, 1000, 2000, 4000, 8000, undefined, undefined])
})

test('never gives up on what has held once, but waits a minute in the end', () => {
  const retries = new Retries()
  retries.began(0)
  expect(retries.failed(10_001)).toBe(0)
  expect(fail(retries, 9).slice(-4)).toEqual([32_000, 60_000, 60_000, 60_000])
  retries.began(0)
  expect(retries.failed(10_001)).toBe(0)
})

test('what ends as soon as it has begun, has not held', () => {
  const retries = new Retries()
  const delays = Array.from({ length: 6 }, (_, time) => {
    retries.began(time * 60_000)
    return retries.failed(time * 60_000 + 10_000)
  })
  expect(delays.at(-1)).toBeUndefined()
})

test('begins anew when it is told that something has changed', () => {
  const retries = new Retries()
  fail(retries, 6)
  retries.reset()
  expect(fail(retries, 2)).toEqual([0, 1000])
})
