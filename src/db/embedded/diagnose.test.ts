import { expect, test } from 'bun:test'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import type { Account } from './account.ts'
import { mountOf, startError } from './diagnose.ts'

const stranger: Account = { name: 'stranger', uid: 64_321, gid: 64_321, dropped: true }

test('a folder that the server may not enter is named, with the command that opens it', () => {
  using folder = temporaryFolder()
  const closed = join(folder.path, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o700)
  const program = join(closed, 'postgres/bin/postgres')
  const { message } = startError('EACCES', join(closed, 'data'), program, stranger)
  expect(message).toBe(
    `The database runs as user stranger, who may not enter ${closed}. Allow it (chmod o+x ${closed}), or choose another --data-dir (EACCES)`,
  )
})

test('the mount that counts is the deepest, and of two on one place the later', () => {
  const mountinfo = [
    '21 1 8:1 / / rw,relatime - ext4 /dev/a rw',
    '22 21 8:2 / /var rw,noexec - ext4 /dev/b rw',
    '23 22 8:3 / /var/lib rw - ext4 /dev/c rw',
    '24 22 8:4 / /var/lib rw,noexec,nosuid - ext4 /dev/d rw',
  ].join('\n')
  expect(mountOf('/var/lib/x', mountinfo)).toEqual({
    point: '/var/lib',
    options: ['rw', 'noexec', 'nosuid'],
  })
  expect(mountOf('/variable', mountinfo)?.point).toBe('/')
})

test('data of another user is told apart', () => {
  using folder = temporaryFolder()
  const { message } = startError('FATAL: wrong ownership', folder.path, '/bin/true', stranger)
  expect(message).toContain(`The database in ${folder.path} belongs to another user than stranger`)
})

test('without a known reason the program itself has the word', () => {
  using folder = temporaryFolder()
  const { message } = startError(
    'no space left on device',
    join(folder.path, 'none'),
    '/bin/true',
    stranger,
  )
  expect(message).toBe('The database does not start: no space left on device')
})
