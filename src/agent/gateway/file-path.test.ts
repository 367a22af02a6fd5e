import { expect, test } from 'bun:test'
import { parsePath, splitName } from './file-path.ts'
import { GatewayRefusal } from './handler.ts'

test.each([
  ['plan.txt', ['plan.txt']],
  ['photos/2026/Ä 字 🎉.jpg', ['photos', '2026', 'Ä 字 🎉.jpg']],
  ['-rf', ['-rf']],
  ['$(reboot); "\'`*?.txt', ['$(reboot); "\'`*?.txt']],
  ['a\\b', ['a\\b']],
  [' ', [' ']],
  ['...', ['...']],
  ['ä'.repeat(120), ['ä'.repeat(120)]],
])('%p is a path', (path, parts) => {
  expect<readonly string[]>(parsePath(path)).toEqual(parts)
})

test.each([
  [null, 'badName'],
  ['', 'badName'],
  ['/etc/passwd', 'badName'],
  ['../escape', 'badName'],
  ['a/../b', 'badName'],
  ['a/./b', 'badName'],
  ['a//b', 'badName'],
  ['folder/', 'badName'],
  ['..', 'badName'],
  ['a\0b', 'badName'],
  ['a\nb', 'badName'],
  ['a\x1b[2Jb', 'badName'],
  ['a\u0085b', 'badName'],
  ['a\ud800b', 'badName'],
  ['x'.repeat(241), 'longName'],
  ['ä'.repeat(121), 'longName'],
  [Array.from({ length: 40 }, () => 'a').join('/'), 'longName'],
  [Array.from({ length: 20 }, () => 'a'.repeat(200)).join('/'), 'longName'],
])('%p is refused', (path, reason) => {
  try {
    parsePath(path)
    throw new Error('It was taken')
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayRefusal)
    expect(error).toMatchObject({ reason, status: 400 })
  }
})

test.each([
  ['plan.txt', 'plan', '.txt'],
  ['plan.tar.gz', 'plan', '.tar.gz'],
  ['plan', 'plan', ''],
  ['.profile', '.profile', ''],
  ['Version 1. Draft', 'Version 1. Draft', ''],
  ['a.b', 'a', '.b'],
  ['...', '...', ''],
])('%p is numbered before its ending', (name, stem, ending) => {
  expect(splitName(name)).toEqual([stem, ending])
})
