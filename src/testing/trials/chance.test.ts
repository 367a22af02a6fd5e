import { expect, test } from 'bun:test'
import { Chance } from './chance.ts'

test('the same seed gives the same numbers, another one others, all below 1', () => {
  const draw = (seed: number) => {
    const chance = new Chance(seed)
    return Array.from({ length: 100 }, () => chance.next())
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  expect(draw(1).every((number) => number >= 0 && number < 1)).toBe(true)
})
