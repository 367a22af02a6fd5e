import { expect, test } from 'bun:test'
import { Turns } from './turns.ts'

test('acts run at once, and what follows one that asked for time waits, in order', async () => {
  const turns = new Turns()
  const done: string[] = []
  const note = (name: string) => () => done.push(name)

  turns.take(note('first'))
  turns.take(() => {
    done.push('slow')
    turns.hold(50)
  })
  turns.take(note('after'))
  expect(done).toEqual(['first', 'slow'])
  turns.take(() => {
    done.push('slow again')
    turns.hold(50)
  })

  await new Promise<void>((resolve) => {
    turns.take(note('last'))
    turns.take(resolve)
  })
  expect(done).toEqual(['first', 'slow', 'after', 'slow again', 'last'])
  turns.take(note('at once'))
  expect(done.at(-1)).toBe('at once')
})
