import { expect, test } from 'bun:test'
import { closeSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logSince, openLog, rotateLog, sizeOf } from './log-file.ts'

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'casement-log-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

test('rotation keeps the old lines in one file, and a writer that holds the log goes on', () => {
  using dir = folder()
  const path = join(dir.path, 'run', 'casement.log')
  const file = openLog(path)
  writeSync(file, 'before\n')

  expect(rotateLog(path, 100)).toBe(false)
  expect(rotateLog(path, 3)).toBe(true)
  writeSync(file, 'after\n')
  closeSync(file)

  expect(readFileSync(`${path}.1`, 'utf8')).toBe('before\n')
  expect(readFileSync(path, 'utf8')).toBe('after\n')
})

test('what was said since an offset, at most so many lines', () => {
  using dir = folder()
  const path = join(dir.path, 'casement.log')
  expect(sizeOf(path)).toBe(0)
  const file = openLog(path)
  writeSync(file, 'old\n')
  const offset = sizeOf(path)
  writeSync(file, 'one\ntwo\nthree\n')
  closeSync(file)

  expect(logSince(path, offset)).toBe('one\ntwo\nthree')
  expect(logSince(path, offset, 2)).toBe('two\nthree')
  expect(logSince(path, sizeOf(path))).toBe('')
})
