import { expect, spyOn, test } from 'bun:test'
import { logger, recentLines } from './log.ts'

const log = logger('tests')

test('what was logged last is kept, newest first, and no more than can be looked through', () => {
  using _ = spyOn(process.stderr, 'write').mockReturnValue(true)
  for (let line = 0; line < 2_500; line++) log.error('A line', { line })
  log.error('The last\none', { name: 'a b' })
  const [last, before] = recentLines()
  expect(last).toMatchObject({ level: 'error', room: 'tests', text: 'The last\\none name="a b"' })
  expect(before?.text).toBe('A line line=2499')
  expect((last?.number ?? 0) - (before?.number ?? 0)).toBe(1)
  expect(recentLines()).toHaveLength(2_000)
})
