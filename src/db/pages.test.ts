import { describe, expect, test } from 'bun:test'
import { type Cursor, readPage } from './pages.ts'

const ALL = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

function page(cursor: Cursor, all = ALL) {
  return readPage<string>(
    cursor,
    3,
    (row) => row,
    async (from, backwards, limit) => {
      const list = backwards ? all.toReversed() : all
      const begin = from === undefined ? 0 : list.findIndex((row) => isBehind(row, from, backwards))
      return begin < 0 ? [] : list.slice(begin, begin + limit)
    },
  )
}

function isBehind(row: string, from: string, backwards: boolean): boolean {
  return backwards ? row < from : row > from
}

describe('a list in pages of three', () => {
  test('is gone through to its end and back to its start', async () => {
    const seen: string[] = []
    let at = await page({})
    expect(at.previous).toBeUndefined()
    seen.push(at.rows.join(''))
    while (at.next) {
      at = await page(at.next)
      seen.push(at.rows.join(''))
    }
    while (at.previous) {
      at = await page(at.previous)
      seen.push(at.rows.join(''))
    }
    expect(seen).toEqual(['abc', 'def', 'g', 'def', 'abc'])
    expect(at.next).toEqual({ after: 'c' })
  })

  test('that is no longer than one has no neighbours', async () => {
    expect(await page({}, ['a', 'b', 'c'])).toEqual({
      rows: ['a', 'b', 'c'],
      previous: undefined,
      next: undefined,
    })
    expect((await page({}, [])).rows).toEqual([])
  })

  test('has a full first page, also on the way back, and where a cursor points behind the end', async () => {
    expect((await page({ before: 'c' })).rows).toEqual(['a', 'b', 'c'])
    expect((await page({ after: 'z' })).rows).toEqual(['a', 'b', 'c'])
  })
})
