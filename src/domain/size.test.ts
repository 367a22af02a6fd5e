import { describe, expect, test } from 'bun:test'
import { exactSize, parseSize } from './size.ts'

describe('sizes as people write them', () => {
  test.each([
    ['4 GiB', 4 * 1024 ** 3],
    ['4GiB', 4 * 1024 ** 3],
    [' 4 gib ', 4 * 1024 ** 3],
    ['512 MB', 512_000_000],
    ['512m', 512 * 1024 ** 2],
    ['0.5g', 512 * 1024 ** 2],
    ['0,5 GiB', 512 * 1024 ** 2],
    ['0 B', 0],
  ])('%p is %p bytes', (typed, bytes) => {
    expect(parseSize(typed)).toBe(bytes)
  })

  test.each([
    '',
    '4',
    'GiB',
    '-1 GiB',
    '1e3 MB',
    '4 GiB of it',
    '4 parsecs',
    '4 constructor',
    '999999999999999 TiB',
  ])('%p is none', (typed) => {
    expect(parseSize(typed)).toBeUndefined()
  })

  test('what is shown can be typed back without loss', () => {
    for (const bytes of [0, 1, 1500, 2_000_000, 512 * 1024 ** 2, 3 * 1024 ** 3, 1.5 * 1024 ** 3]) {
      expect(parseSize(exactSize(bytes))).toBe(bytes)
    }
    expect(exactSize(1.5 * 1024 ** 3)).toBe('1536 MiB')
  })
})
