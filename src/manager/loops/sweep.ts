import type { Db } from '../../db/client.ts'
import { forgetDeletedUsers } from '../../db/deleted-users.ts'
import { causeOf, databaseGone } from '../../db/failure.ts'
import { tryLock } from '../../db/locks.ts'
import { removeExpiredLogins } from '../../db/logins.ts'
import { endExpired, endOverdue, forgetOld, loseSilent, releaseAbandoned } from '../../db/sweep.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { pause } from '../../pause.ts'

const log = logger('manager')
const EVERY_MS = 5_000
const FORGET_EVERY_MS = 3600_000

/** After a start, agents get this long to report before any is taken for silent. */
const GRACE_MS = 20_000

type Step = (db: Db) => Promise<unknown>

/**
 * Ends what has lasted too long, every 5 s, on one manager at a time. After a pause of the database
 * agents get their grace again, since nobody could report meanwhile.
 */
export function startSweep(db: Db, now: () => number, everyMs = EVERY_MS): AsyncDisposable {
  const stop = new AbortController()
  let graceUntil = performance.now() + GRACE_MS
  let forgetAfter = 0

  async function round() {
    await alone('sessions past their time', endExpired)
    if (performance.now() > graceUntil) {
      await alone('silent agents', loseSilent)
      await alone('deadlines', endOverdue)
      await alone('what silent agents hold', releaseAbandoned)
    }
    await alone('old sign-ins', (db) => removeExpiredLogins(db, now()))
    await alone('deleted users', forgetDeletedUsers)
    if (performance.now() < forgetAfter) return
    await alone('history', forgetOld)
    forgetAfter = performance.now() + FORGET_EVERY_MS
  }

  /** A step that fails leaves the others to their work; without the database none could work. */
  async function alone(what: string, step: Step) {
    try {
      await step(db)
    } catch (error) {
      if (databaseGone(error)) throw error
      log.error('A step of the sweep failed; it is tried again', { what, cause: causeOf(error) })
    }
  }

  const done = (async () => {
    while (!stop.signal.aborted) {
      try {
        // The steps have transactions of their own: what one has ended stays ended.
        await tryLock(db, 'expire', round)
      } catch (error) {
        graceUntil = performance.now() + GRACE_MS
        log.warn('A sweep failed; it is tried again', { cause: messageOf(error) })
      }
      await pause(everyMs, stop.signal)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done
    },
  }
}
