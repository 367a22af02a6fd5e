import { describe, expect, test } from 'bun:test'
import {
  allows,
  holdOf,
  SESSION_STATES,
  SESSION_TRANSITIONS,
  type SessionEvent,
  type SessionState,
  STATE_DEADLINES,
  WANTED_STATES,
} from './session.ts'

const WANTED: readonly SessionState[] = WANTED_STATES
const TERMINAL: readonly SessionState[] = ['deleted']
const transitions = Object.entries(SESSION_TRANSITIONS)

describe('the life of a session', () => {
  test('every state can be reached, and every state but the last can be left', () => {
    const reached = new Set<SessionState>(['requested', ...transitions.map(([, t]) => t.to)])
    const left = new Set<SessionState>(transitions.flatMap(([, t]) => t.from))
    expect([...reached].sort()).toEqual([...SESSION_STATES].sort())
    expect(SESSION_STATES.filter((state) => !left.has(state))).toEqual([...TERMINAL])
  })

  test('whatever lives can be deleted, and what failed can be put away', () => {
    for (const state of SESSION_STATES) {
      const end: SessionEvent[] = ['delete', 'dismiss', 'gone']
      expect(end.some((event) => allows(event, state))).toBe(state !== 'deleted')
    }
  })

  test('an admin can force every session away, whatever it is doing', () => {
    expect(SESSION_STATES.filter((state) => !allows('force', state))).toEqual(['deleted'])
  })

  test('nothing revives a session that has ended', () => {
    for (const event of [
      'place',
      'pull',
      'start',
      'ready',
      'resume',
      'restart',
      'lose',
      'delete',
    ] as const) {
      for (const state of ['deleting', 'deleted', 'failed'] as const) {
        expect(`${event} ${state} ${allows(event, state)}`).toBe(`${event} ${state} false`)
      }
    }
  })

  test('whoever holds a container back wants it, and holds it in no other state', () => {
    const held = SESSION_STATES.filter((state) => holdOf(state) !== undefined)
    expect(held).toEqual(['paused', 'stopping', 'stopped'])
    expect(held.every((state) => WANTED.includes(state))).toBe(true)
  })

  test('states that only lead elsewhere have a deadline; those that may last have none', () => {
    const timed = Object.keys(STATE_DEADLINES).sort()
    const lasting = ['running', 'paused', 'stopped', 'lost', 'deleted', 'failed']
    expect(timed).toEqual(SESSION_STATES.filter((one) => !lasting.includes(one)).sort())
  })
})
