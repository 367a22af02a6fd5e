import { expect, test } from 'bun:test'
import { parseList } from './downloads.ts'

function printed(...entries: [type: string, size: number, at: string, name: string][]) {
  return entries.map((entry) => `${entry.join('\t')}\0`).join('')
}

test('the list of downloads: newest first, whatever the names are', () => {
  const list = parseList(
    printed(
      ['f', 12, '1700000000.5000000000', 'old\tnew\nline'],
      ['d', 4096, '1700000003.25', 'Ä 字 <img onerror=x>'],
      ['f', 0, '1700000002', ' '],
    ),
  )
  expect(list).toEqual([
    { name: 'Ä 字 <img onerror=x>', folder: true, size: 0, changed: 1_700_000_003_250 },
    { name: ' ', folder: false, size: 0, changed: 1_700_000_002_000 },
    { name: 'old\tnew\nline', folder: false, size: 12, changed: 1_700_000_000_500 },
  ])
})

test('what is half-written, hidden or a link is not offered', () => {
  const list = parseList(
    printed(
      ['f', 1, '1', 'film.mkv.part'],
      ['f', 1, '1', 'film.mkv.crdownload'],
      ['f', 1, '1', '.hidden'],
      ['l', 1, '1', 'shadow'],
      ['f', 1, '1', 'party'],
    ),
  )
  expect(list.map(({ name }) => name)).toEqual(['party'])
  expect(parseList('')).toEqual([])
})
