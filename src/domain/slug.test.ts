import { expect, test } from 'bun:test'
import { slugOf } from './slug.ts'

test('a name becomes small words with hyphens, whatever its script', () => {
  expect(slugOf('Desktop (deluxe)')).toBe('desktop-deluxe')
  expect(slugOf('Büro & Post')).toBe('buro-post')
  expect(slugOf('  端末 2  ')).toBe('端末-2')
  expect(slugOf('<img src=x>')).toBe('img-src-x')
  expect(slugOf('†')).toBe('')
})
