import { expect, test } from 'bun:test'
import { identify, lives, signal, within } from './process.ts'

test('a process is known by its number and its start', async () => {
  await using child = Bun.spawn(['sleep', '60'])
  const one = identify(child.pid)
  if (!one) throw new Error('the child has no identity')

  expect(lives(one)).toBe(true)
  expect(lives({ ...one, started: `${one.started}0` })).toBe(false)
  expect(signal({ ...one, started: '1' }, 'SIGKILL')).toBe(false)
  expect(child.exitCode).toBeNull()

  expect(signal(one, 'SIGTERM')).toBe(true)
  expect(await within(5000, () => !lives(one))).toBe(true)
})

test('a name with brackets and spaces does not confuse the fields', async () => {
  const script =
    "process.title = 'x) S 1 (y'; process.stdout.write('up'); setTimeout(() => {}, 60000)"
  await using child = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' })
  await child.stdout.getReader().read()

  expect(identify(child.pid)?.started).toMatch(/^\d+$/)
})

test('within says so when the condition never holds', async () => {
  expect(await within(1, () => false)).toBe(false)
})
