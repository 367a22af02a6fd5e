import { expect, test } from 'bun:test'
import { isPeriod, PERIODS, runningTotals } from './period.ts'

test('totals follow the changes, step by step', () => {
  const changes = new Map([
    [0, 2],
    [2, -3],
  ])
  expect(runningTotals(5, changes, 4)).toEqual([7, 7, 4, 4])
  expect(runningTotals(0, new Map(), 2)).toEqual([0, 0])
})

test('a period is one of those there are, and its steps are whole seconds', () => {
  expect(isPeriod('day')).toBe(true)
  expect(isPeriod('toString')).toBe(false)
  expect(isPeriod(undefined)).toBe(false)
  for (const { seconds, steps } of Object.values(PERIODS)) expect(seconds % steps).toBe(0)
})
