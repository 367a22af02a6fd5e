import { expect, test } from 'bun:test'
import { words } from './words.ts'

test.each([
  ['xterm -e top', ['xterm', '-e', 'top']],
  ['  a   b ', ['a', 'b']],
  [`bash -c '/start --go --url "$KASM_URL"'`, ['bash', '-c', '/start --go --url "$KASM_URL"']],
  [`say "a \\"b\\" \\n" c\\ d`, ['say', 'a "b" \\n', 'c d']],
  [`a'b'"c" ''`, ['abc', '']],
  ['$(id) `id` ; rm *', ['$(id)', '`id`', ';', 'rm', '*']],
  ['', []],
])('cuts %p', (line, expected) => {
  expect(words(line)).toEqual(expected)
})

test.each([`a "b`, `'`])('a quote that stays open is no line: %p', (line) => {
  expect(words(line)).toBeUndefined()
})
