import type { Db } from '../../db/client.ts'
import { type LaunchTimes, launchTimes } from '../../db/launch-times.ts'

/** Medians over many launches do not move within this. */
const KEPT_MS = 60_000
const MOST = 1000

type Known = { readonly at: number; readonly times: Promise<LaunchTimes> }

/**
 * How long launches of a workspace usually take, worked out at most once a minute: who waits for a session
 * asks again and again, just while it is being made.
 */
export function usualTimes(db: Db) {
  const known = new Map<string, Known>()
  return (workspaceId: string): Promise<LaunchTimes> => {
    const now = performance.now()
    const before = known.get(workspaceId)
    if (before && now - before.at < KEPT_MS) return before.times
    const times = launchTimes(db, workspaceId)
    const forget = () => known.delete(workspaceId)
    // The first launches are news for the next one; of a failure, who asked is told.
    times.then((found) => found.total === undefined && forget(), forget)
    known.delete(workspaceId)
    known.set(workspaceId, { at: now, times })
    const [oldest] = known.keys()
    if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    return times
  }
}
