import { expect, test } from 'bun:test'
import { temporaryFolder } from '../../testing/folder.ts'
import { serviceAccount } from './account.ts'
import { userOf } from './libc.ts'

test('the server never runs as root, and takes the name that the system knows', () => {
  using folder = temporaryFolder()
  const account = serviceAccount(`${folder.path}/nothing-yet`)
  expect(account.uid).not.toBe(0)
  expect(userOf(account.uid)?.name).toBe(account.name)
  expect(account.dropped).toBe(process.getuid?.() === 0)
})

test('users are those of the system, whatever the environment says', () => {
  expect(userOf(0)).toEqual({ name: 'root', uid: 0, gid: 0 })
  expect(userOf('root')?.uid).toBe(0)
  expect(userOf('nobody-of-that-name')).toBeUndefined()
  expect(userOf(4_000_000)).toBeUndefined()
})
