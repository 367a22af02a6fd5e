import { expect, test } from 'bun:test'
import { isolateDuring } from './network.ts'

test('ports that cannot be isolated fail the start, not the process', async () => {
  // Its ports would lie below a file, so that every look at them fails.
  const network = { name: 'unused', bridge: '../../../dev/null' }
  const { promise: starting, resolve } = Promise.withResolvers<string>()
  // An interval begun later with the same period fires after the one under test has.
  const isolated = isolateDuring([network], starting)
  const timer = setInterval(() => resolve('started'), 10)
  await expect(isolated).rejects.toThrow('ENOTDIR')
  clearInterval(timer)
})
