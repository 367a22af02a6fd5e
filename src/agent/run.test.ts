import { expect, test } from 'bun:test'
import { run } from './run.ts'

test('gives what a program printed, and what it read', async () => {
  expect(await run(['cat'], 'a line')).toBe('a line')
})

test('a program that fails is an error with its complaint', async () => {
  await expect(run(['ls', '/does-not-exist'])).rejects.toThrow('No such file')
  await expect(run(['no-such-program'])).rejects.toThrow('not installed')
})

test('a program that hangs is ended', async () => {
  await expect(run(['sleep', '600'], '', 100)).rejects.toThrow('within 0.1 s')
})
