import { expect, test } from 'bun:test'
import { effectiveSettings, endAction, GROUP_SETTING_NAMES, GROUP_SETTINGS } from './limits.ts'

const everyone = { id: 'e', name: 'All Users', priority: 1000, settings: { maxSessions: 2 } }
const lab = { id: 'l', name: 'Lab', priority: 10, settings: { maxSessions: 9, sessionMinutes: 60 } }

test('the first group by priority that sets a value counts, and is named', () => {
  expect(effectiveSettings([everyone, lab])).toMatchObject({
    maxSessions: { value: 9, origin: { id: 'l', name: 'Lab' } },
    sessionMinutes: { value: 60, origin: { id: 'l', name: 'Lab' } },
  })
})

test('a group that does not set a value leaves it to the next; none leaves the default', () => {
  const silent = { ...lab, settings: {} }
  expect(effectiveSettings([silent, everyone])).toMatchObject({
    maxSessions: { value: 2, origin: { id: 'e', name: 'All Users' } },
    sessionMinutes: { value: 0, origin: undefined },
  })
})

test('a value of 0 is a value', () => {
  const closed = { ...lab, settings: { maxSessions: 0 } }
  expect(effectiveSettings([everyone, closed]).maxSessions.value).toBe(0)
})

test('every setting has a default within its bounds, and is resolved', () => {
  const defaults = effectiveSettings([])
  expect(Object.keys(defaults).sort()).toEqual([...GROUP_SETTING_NAMES].sort())
  for (const name of GROUP_SETTING_NAMES) {
    const { minimum, maximum } = GROUP_SETTINGS[name]
    expect(defaults[name].value).toBeWithin(minimum, maximum + 1)
  }
})

test('what happens at an end that this version does not know keeps the most', () => {
  expect([0, 1, 2, 3].map(endAction)).toEqual(['delete', 'stop', 'pause', 'pause'])
})
