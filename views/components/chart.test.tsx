import { expect, test } from 'bun:test'
import { niceTop } from './chart.tsx'

test('the top of a chart halves well and is never below the most', () => {
  expect([0, 1, 3, 5, 7, 9, 44, 61, 100, 101].map(niceTop)).toEqual([
    2, 1, 4, 6, 8, 10, 60, 80, 100, 200,
  ])
})
