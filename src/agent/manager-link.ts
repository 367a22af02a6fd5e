import { type Static, Type } from '@sinclair/typebox'
import type { CheckIn } from '../contract/checkin.ts'
import { GoalSnapshot } from '../contract/goals.ts'
import { type Peer, PeerRefused, post } from '../contract/peer.ts'
import { watch } from '../contract/watch.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import { backOff, pause } from '../pause.ts'

/** A manager hears from an agent at least this often. */
const CHECK_IN_MS = 5000
/** Check-ins are at least this far apart: changes that come together are told together. */
const APART_MS = 20
const SHORTEST_MS = 200
const LONGEST_MS = 5000

const Noted = Type.Object({})

/** The manager does not know this host (any more): it must enrol again. */
function isForgotten(error: unknown): boolean {
  return error instanceof PeerRefused && (error.status === 401 || error.status === 403)
}

/**
 * Calls `work` again and again until the signal aborts, at once after it returned, later after it failed.
 * Throws only when the manager has forgotten us.
 */
async function persist(
  what: string,
  work: (succeeded: () => void) => Promise<void>,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await work(() => {
        if (failures > 1) log.info(`${what} again`)
        failures = 0
      })
    } catch (error) {
      if (signal.aborted) return
      if (isForgotten(error)) throw error
      failures++
      if (failures === 2) log.warn(`${what} fails, trying again`, { problem: messageOf(error) })
      await pause(backOff(failures, SHORTEST_MS, LONGEST_MS), signal)
    }
  }
}

/** Hands on every snapshot of goals as it comes, until the signal aborts or the manager forgot us. */
export function followGoals(
  peer: Peer,
  take: (goals: Static<typeof GoalSnapshot>) => void,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  async function follow(succeeded: () => void) {
    for await (const goals of watch(peer, '/internal/v1/goals', GoalSnapshot, signal)) {
      succeeded()
      take(goals)
    }
  }
  return persist('Following goals', follow, signal, log)
}

/** Tells the manager what the agent sees: at once after a `changed()` that is news, and every few seconds. */
export function createCheckIns(peer: Peer, gather: () => Promise<CheckIn>, log: Logger) {
  let news = new AbortController()
  /** What the manager is known to know; undefined while a check-in is on its way, or after it was lost. */
  let told: CheckIn | undefined
  let toldAt = Number.NEGATIVE_INFINITY

  async function checkIn(signal: AbortSignal, succeeded: () => void) {
    news = new AbortController()
    const seen = await gather()
    const due = performance.now() - toldAt >= CHECK_IN_MS
    if (due || !told || isNews(seen, told)) {
      told = undefined
      toldAt = performance.now()
      await post(peer, '/internal/v1/checkin', seen, Noted)
      told = seen
    }
    succeeded()
    const since = performance.now() - toldAt
    await pause(Math.max(0, CHECK_IN_MS - since), AbortSignal.any([signal, news.signal]))
    if (!news.signal.aborted) return
    await pause(Math.max(0, APART_MS - (performance.now() - toldAt)), signal)
  }

  return {
    changed() {
      news.abort()
    },
    run(signal: AbortSignal): Promise<void> {
      return persist('Checking in', (succeeded) => checkIn(signal, succeeded), signal, log)
    },
  }
}

/** Somebody may be waiting for it; how full memory and disk are can wait. */
function isNews(seen: CheckIn, told: CheckIn): boolean {
  const part = ({ sessions, images, profiles, runs, host: { docker, offers } }: CheckIn) => [
    ...[sessions, images, profiles, runs, docker, offers],
  ]
  return !Bun.deepEquals(part(seen), part(told))
}
