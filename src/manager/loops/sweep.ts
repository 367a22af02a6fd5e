import type { Db } from '../../db/client.ts'
import { tryLock } from '../../db/locks.ts'
import { endExpired, endOverdue, forgetOld, loseSilent } from '../../db/sweep.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { pause } from '../../pause.ts'

const log = logger('manager')
const EVERY_MS = 5_000

/** After a start, agents get this long to report before any is taken for silent. */
const GRACE_MS = 20_000

/**
 * Ends what has lasted too long, every 5 s, on one manager at a time. After a pause of the database
 * agents get their grace again, since nobody could report meanwhile.
 */
export function startSweep(db: Db): AsyncDisposable {
  const stop = new AbortController()
  let graceUntil = performance.now() + GRACE_MS
  async function round(tx: Db) {
    await endExpired(tx)
    if (performance.now() > graceUntil) {
      await loseSilent(tx)
      await endOverdue(tx)
    }
    await forgetOld(tx)
  }
  const done = (async () => {
    while (!stop.signal.aborted) {
      try {
        await tryLock(db, 'expire', round)
      } catch (error) {
        graceUntil = performance.now() + GRACE_MS
        log.warn('A sweep failed; it is tried again', { cause: messageOf(error) })
      }
      await pause(EVERY_MS, stop.signal)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done
    },
  }
}
