import { expect, test } from 'bun:test'
import { effectiveSettings } from './limits.ts'

const everyone = { id: 'e', name: 'All Users', priority: 1000, settings: { maxSessions: 2 } }
const lab = { id: 'l', name: 'Lab', priority: 10, settings: { maxSessions: 9, sessionMinutes: 60 } }

test('the first group by priority that sets a value counts, and is named', () => {
  expect(effectiveSettings([everyone, lab])).toEqual({
    maxSessions: { value: 9, origin: { id: 'l', name: 'Lab' } },
    sessionMinutes: { value: 60, origin: { id: 'l', name: 'Lab' } },
  })
})

test('a group that does not set a value leaves it to the next; none leaves the default', () => {
  const silent = { ...lab, settings: {} }
  expect(effectiveSettings([silent, everyone])).toEqual({
    maxSessions: { value: 2, origin: { id: 'e', name: 'All Users' } },
    sessionMinutes: { value: 0, origin: undefined },
  })
})

test('a value of 0 is a value', () => {
  const closed = { ...lab, settings: { maxSessions: 0 } }
  expect(effectiveSettings([everyone, closed]).maxSessions.value).toBe(0)
})
