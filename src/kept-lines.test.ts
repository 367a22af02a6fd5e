import { expect, test } from 'bun:test'
import { KeptLines } from './kept-lines.ts'

test('the last lines are kept as they were, within their bytes', () => {
  const kept = new KeptLines(128 * 1024)
  expect(kept.all()).toEqual([])
  const lines = Array.from(
    { length: 10_000 },
    (_, line) => `line ${line} – ${'é'.repeat(line % 50)}`,
  )
  for (const line of lines) kept.add(line)
  const all = kept.all()
  expect(all).toEqual(lines.slice(-all.length))
  const bytes = Buffer.byteLength(all.join('\n')) + 1
  expect(bytes).toBeGreaterThan(64 * 1024 - 200)
  expect(bytes).toBeLessThanOrEqual(128 * 1024)
})

test('a line without end is cut, and those around it are whole', () => {
  const kept = new KeptLines(256 * 1024)
  kept.add('before')
  kept.add('é'.repeat(1_000_000))
  kept.add('after')
  const [before, long = '', after] = kept.all()
  expect([before, after]).toEqual(['before', 'after'])
  expect(long).toMatch(/^é{16384}$/)
})
