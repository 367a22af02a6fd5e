import { expect, test } from 'bun:test'
import { createTurnstile } from './turnstile.ts'

test('lets in so many at a time, in order, and the next one also after a failure', async () => {
  const pass = createTurnstile(2)
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const begun: number[] = []
  const works = gates.map((gate, i) =>
    pass(() => {
      begun.push(i)
      return gate.promise
    }),
  )
  expect(begun).toEqual([0, 1])

  gates[1]?.reject(new Error('no'))
  await expect(works[1]).rejects.toThrow('no')
  expect(begun).toEqual([0, 1, 2])

  for (const gate of gates) gate.resolve()
  await Promise.allSettled(works)
  expect(begun).toEqual([0, 1, 2, 3])
})
