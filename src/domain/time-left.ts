import { type EndAction, endAction, type Limits } from './limits.ts'
import type { SessionState } from './session.ts'

/** An extension moves the time limit by this much. */
export const EXTENSION_MINUTES = 60

type Timed = {
  readonly state: SessionState
  readonly expiresAt: Date | null
  /** When its owner did something in it last. */
  readonly activeAt: Date
  /** How often it was extended. */
  readonly extensions: number
}

/** When something happens to a session by itself, and what. Undefined: nothing does. */
export type TimeLeft = {
  readonly limit?: {
    /** Milliseconds since 1970, by the manager's clock. */
    readonly ends: number
    readonly seconds: number
    readonly action: EndAction
    /** How often it may still be extended. */
    readonly extensions: number
  }
  readonly idle?: { readonly seconds: number; readonly action: EndAction }
}

/** What is left of a session's time limit, and of the time that it may be idle. */
export function timeLeft(session: Timed, limits: Limits, now: number): TimeLeft {
  return { ...limitOf(session, limits, now), ...idleOf(session, limits, now) }
}

function limitOf({ state, expiresAt, extensions }: Timed, limits: Limits, now: number): TimeLeft {
  if (expiresAt === null || !TIMED.includes(state)) return {}
  const ends = expiresAt.getTime()
  const action = endAction(limits.sessionEnd.value)
  const left = Math.max(0, limits.extensions.value - extensions)
  return { limit: { ends, seconds: secondsUntil(ends, now), action, extensions: left } }
}

function idleOf({ state, activeAt }: Timed, limits: Limits, now: number): TimeLeft {
  const minutes = limits.idleMinutes.value
  if (minutes === 0 || state !== 'running') return {}
  const ends = activeAt.getTime() + minutes * 60_000
  return { idle: { seconds: secondsUntil(ends, now), action: endAction(limits.idleEnd.value) } }
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.round((at - now) / 1000))
}

/** A time limit is worth telling of while its owner may be in it. */
const TIMED: readonly SessionState[] = ['running', 'paused', 'restarting', 'lost']
