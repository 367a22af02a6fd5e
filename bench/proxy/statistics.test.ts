import { describe, expect, test } from 'bun:test'
import { estimate, meets } from './statistics.ts'

describe('estimate', () => {
  test('of nine values gives the fifth, the second and the eighth, whatever their order', () => {
    const values = [9, 1, 8, 2, 7, 3, 6, 4, 5]

    expect(estimate(values)).toEqual({ median: 5, low: 2, high: 8, count: 9 })
  })

  test('leaves out as many as 95 % allow: none of six, five of twenty on either side', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

    expect(estimate(upTo(6))).toEqual({ median: 3.5, low: 1, high: 6, count: 6 })
    expect(estimate(upTo(20))).toEqual({ median: 10.5, low: 6, high: 15, count: 20 })
  })

  test('of few values is as wide as they are', () => {
    expect(estimate([3, 1])).toEqual({ median: 2, low: 1, high: 3, count: 2 })
    expect(estimate([7])).toEqual({ median: 7, low: 7, high: 7, count: 1 })
  })

  test('of none is no number', () => {
    expect(estimate([])).toEqual({
      median: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      count: 0,
    })
  })
})

describe('meets', () => {
  const figure = { median: 0.97, low: 0.94, high: 1.01, count: 9 }

  test('only an interval that lies below as a whole misses what is to be reached', () => {
    expect(meets(figure, { least: 1 })).toBe(true)
    expect(meets({ ...figure, high: 0.99 }, { least: 1 })).toBe(false)
  })

  test('only one that lies above as a whole misses what is not to be passed', () => {
    expect(meets({ ...figure, low: 9.9 }, { most: 10 })).toBe(true)
    expect(meets({ ...figure, low: 10.1 }, { most: 10 })).toBe(false)
  })

  test('what was not measured is not met', () => {
    expect(meets(estimate([]), { least: 1 })).toBe(false)
    expect(meets(estimate([]), { most: 1 })).toBe(false)
  })
})
