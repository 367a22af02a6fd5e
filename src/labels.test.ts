import { expect, test } from 'bun:test'
import { isLabel } from './labels.ts'

test('a word, or a word and its value', () => {
  for (const label of ['gpu', 'g', 'disk=ssd', 'team/render', 'cuda-12.4', 'a'.repeat(63)]) {
    expect([label, isLabel(label)]).toEqual([label, true])
  }
})

test('nothing else', () => {
  const none = [
    '',
    '=',
    'a=',
    '=b',
    'a=b=c',
    'a b',
    'a,b',
    '-a',
    'a-',
    '<b>',
    'ä',
    'a\n',
    'a'.repeat(64),
  ]
  for (const label of none) expect([label, isLabel(label)]).toEqual([label, false])
})
