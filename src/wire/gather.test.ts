import { expect, test } from 'bun:test'
import { Gather } from './gather.ts'

test('pieces become one, and what was taken stays as it was', () => {
  const gather = new Gather()
  const text = 'a'.repeat(700) + 'b'.repeat(900)
  for (const character of text) gather.append(Buffer.from(character))
  expect(gather.view().toString()).toBe(text)
  const taken = gather.take()
  gather.append(Buffer.from('c'.repeat(3000)))
  expect(taken.toString()).toBe(text)
  expect(gather.length).toBe(3000)
})
