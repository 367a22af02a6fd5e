import { expect, test } from 'bun:test'
import { Trap } from './trap.ts'

test('a trap springs at its point alone, once, and lets everything pass before and after', () => {
  const trap = new Trap()
  let sprung = 0
  expect(trap.meet('early')).toBe('pass')
  trap.set({ n: 2, when: 'before' }, () => sprung++)
  expect(['a', 'b', 'c'].map((what) => trap.meet(what))).toEqual(['pass', 'sprung', 'pass'])
  expect(sprung).toBe(1)
  expect(trap.lift()).toEqual({ sprung: true, met: ['a', 'b'] })
  expect(trap.meet('late')).toBe('pass')
})

test('a trap that is to spring afterwards waits for the answer', () => {
  const trap = new Trap()
  let sprung = 0
  trap.set({ n: 1, when: 'after' }, () => sprung++)
  expect(trap.meet('a')).toBe('spring at its answer')
  expect(sprung).toBe(0)
  trap.spring()
  trap.spring()
  expect(sprung).toBe(1)
})

test('one that was never reached says so', () => {
  const trap = new Trap()
  trap.set({ n: 2, when: 'before' }, () => {
    throw new Error('sprung')
  })
  trap.meet('a')
  expect(trap.lift()).toEqual({ sprung: false, met: ['a'] })
})
