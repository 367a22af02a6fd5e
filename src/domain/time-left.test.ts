import { describe, expect, test } from 'bun:test'
import { effectiveSettings } from './limits.ts'
import { timeLeft } from './time-left.ts'

const NOW = 1_800_000_000_000
const session = {
  state: 'running',
  expiresAt: new Date(NOW + 90_000),
  activeAt: new Date(NOW - 30_000),
  extensions: 1,
} as const
const limits = (settings: Parameters<typeof effectiveSettings>[0][number]['settings']) =>
  effectiveSettings([{ id: 'g', name: 'Group', priority: 1, settings }])

describe('what is left of a session', () => {
  test('is nothing to tell where it may last and be idle', () => {
    expect(timeLeft({ ...session, expiresAt: null }, limits({}), NOW)).toEqual({})
  })

  test('is its time limit, what happens then, and how often that can still be moved', () => {
    const { limit } = timeLeft(session, limits({ sessionEnd: 1, extensions: 3 }), NOW)
    expect(limit).toEqual({ ends: NOW + 90_000, seconds: 90, action: 'stop', extensions: 2 })
    expect(timeLeft(session, limits({ extensions: 0 }), NOW).limit?.extensions).toBe(0)
    expect(timeLeft(session, limits({}), NOW + 200_000).limit?.seconds).toBe(0)
  })

  test('is the time that it may be idle, while it runs', () => {
    const idle = limits({ idleMinutes: 2, idleEnd: 0 })
    expect(timeLeft(session, idle, NOW).idle).toEqual({ seconds: 90, action: 'delete' })
    expect(timeLeft({ ...session, state: 'paused' }, idle, NOW).idle).toBeUndefined()
    expect(timeLeft({ ...session, state: 'stopped' }, idle, NOW)).toEqual({})
  })
})
