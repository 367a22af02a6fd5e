import { expect, test } from 'bun:test'
import { pointsOf } from './sweep.ts'

test('a sweep is every step of each operation, before and after, and one step more than there are', () => {
  const points = pointsOf({ create: 2, end: 1 }).map(({ operation, when, n }) =>
    [operation, when, n].join(' '),
  )
  expect(points.sort()).toEqual([
    'create after 1',
    'create after 2',
    'create after 3',
    'create before 1',
    'create before 2',
    'create before 3',
    'end after 1',
    'end after 2',
    'end before 1',
    'end before 2',
  ])
})
