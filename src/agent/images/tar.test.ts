import { expect, test } from 'bun:test'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { tarOf } from './tar.ts'

function file(path: string, text: string) {
  return { path, content: new TextEncoder().encode(text) }
}

const FILES = [
  file('Dockerfile', 'FROM scratch\n'),
  file('empty', ''),
  file('exactly-one-block', 'x'.repeat(512)),
  file('rootfs/usr/local/bin/session.sh', '#!/bin/sh\necho ä\n'),
]

test('tar reads back what was put in; scripts may be executed', () => {
  using folder = temporaryFolder()
  const tar = Bun.spawnSync(['tar', '-xf', '-', '-C', folder.path], { stdin: tarOf(FILES) })

  expect(tar.stderr.toString()).toBe('')
  for (const { path, content } of FILES) {
    expect(readFileSync(join(folder.path, path)).equals(content)).toBe(true)
  }
  const mode = (path: string) => statSync(join(folder.path, path)).mode & 0o111
  expect(mode('Dockerfile')).toBe(0)
  expect(mode('rootfs/usr/local/bin/session.sh')).toBe(0o111)
})

test('gives the same bytes for the same files', () => {
  expect(tarOf(FILES).equals(tarOf(FILES))).toBe(true)
})

test('refuses a name that the format has no room for', () => {
  expect(() => tarOf([file('x'.repeat(101), '')])).toThrow('too long')
})
