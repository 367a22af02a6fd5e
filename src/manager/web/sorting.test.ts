import { expect, test } from 'bun:test'
import { sorted, sortingIn } from './sorting.ts'

test('a list is sorted by what it knows, else as it begins', () => {
  expect(sortingIn({}, ['name', 'size'])).toEqual({ by: 'name', direction: 'up' })
  expect(sortingIn({ sort: 'size', direction: 'down' }, ['name', 'size'])).toEqual({
    by: 'size',
    direction: 'down',
  })
  expect(sortingIn({ sort: 'constructor', direction: 'x' }, ['name'], 'down')).toEqual({
    by: 'name',
    direction: 'down',
  })
})

test('words are sorted as a reader does, figures by their size', () => {
  const rows = ['agent-10', 'Agent-2', 'älter', 'zoo']
  const up = { by: 'name', direction: 'up' } as const
  expect(sorted(rows, up, (row) => row)).toEqual(['Agent-2', 'agent-10', 'älter', 'zoo'])
  expect(sorted([3, 10, 1], { ...up, direction: 'down' }, (row) => row)).toEqual([10, 3, 1])
})
