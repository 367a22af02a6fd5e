import { expect, test } from 'bun:test'
import { misplacedMigrations } from './drift.ts'

function journal(...whens: number[]): string {
  const entries = whens.map((when, idx) => ({ idx, version: '7', when, tag: `000${idx}_x` }))
  return JSON.stringify({ version: '7', dialect: 'postgresql', entries }, null, 2)
}

test('a migration dated before its predecessor is found', () => {
  expect(misplacedMigrations(journal(10, 20, 30))).toEqual([])
  const [finding, ...more] = misplacedMigrations(journal(10, 30, 20))
  expect(finding?.what).toContain('0002_x is dated before 0001_x')
  expect(more).toEqual([])
})
