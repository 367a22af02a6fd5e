import { expect, test } from 'bun:test'
import {
  ABILITIES,
  abilitiesOn,
  type GroupAbilities,
  groupAbilities,
  hasAbility,
  isAbility,
  sessionAbilities,
} from './abilities.ts'

function group(name: string, priority: number, abilities: GroupAbilities) {
  return { id: name, name, priority, abilities }
}

const everyone = group('All Users', 1000, { upload: false, sound: false })
const lab = group('Lab', 10, { upload: true, printing: false })

test('all is on where nobody says anything', () => {
  expect(abilitiesOn(sessionAbilities([group('Lab', 1, {})], []))).toEqual([...ABILITIES])
})

test('the first group by priority that says on or off counts, and is named', () => {
  const { upload, sound, printing, download } = groupAbilities([everyone, lab])
  expect(upload).toEqual({ on: true, origin: { id: 'Lab', name: 'Lab' } })
  expect(sound).toEqual({ on: false, origin: { id: 'All Users', name: 'All Users' } })
  expect(printing).toEqual({ on: false, origin: { id: 'Lab', name: 'Lab' } })
  expect(download).toEqual({ on: true, origin: undefined })
})

test('a workspace switches off what a group has on, and cannot switch on what is off', () => {
  const abilities = sessionAbilities([everyone, lab], ['upload', 'unknown'])
  expect(abilities.upload).toBe('workspace')
  expect(abilities.sound).toBe('group')
  expect(abilities.printing).toBe('group')
  expect(abilitiesOn(abilities)).toEqual([
    'clipboard-up',
    'clipboard-down',
    'download',
    'microphone',
  ])
})

test('a list says all that a session has; none at all is of a manager that knew no switches', () => {
  expect([hasAbility(['upload'], 'upload'), hasAbility(['upload'], 'download')]).toEqual([
    true,
    false,
  ])
  expect(hasAbility([], 'upload')).toBe(false)
  expect(hasAbility(undefined, 'upload')).toBe(true)
})

test('a name that is none is told from those that are', () => {
  expect(['sound', 'telepathy', 'toString'].map(isAbility)).toEqual([true, false, false])
})
