import type { Db } from '../../db/client.ts'
import type { DatabaseClock } from '../../db/clock.ts'
import { forgetDeletedUsers } from '../../db/deleted-users.ts'
import { endExpired, endIdle } from '../../db/expiry.ts'
import { causeOf, databaseGone } from '../../db/failure.ts'
import { tryLock } from '../../db/locks.ts'
import { removeExpiredLogins } from '../../db/logins.ts'
import { settleProfiles } from '../../db/profile-work.ts'
import { refillReady, type SealPassword } from '../../db/ready-sessions.ts'
import { endOverdue, forgetOld, loseSilent, releaseAbandoned } from '../../db/sweep.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { timed } from '../../metrics.ts'
import { pause } from '../../pause.ts'
import type { Attention } from './attention.ts'

const log = logger('manager')
const EVERY_MS = 5_000
const FORGET_EVERY_MS = 3600_000

type Sweeping = {
  readonly db: Db
  readonly clock: Pick<DatabaseClock, 'now' | 'adjust'>
  readonly attention: Attention
  /** The clock has leapt: whoever was told the time is to be told again. */
  readonly leapt: () => void
  /** For the passwords of sessions that are made ready. */
  readonly seal: SealPassword
  readonly everyMs?: number
}

export type Sweep = AsyncDisposable & {
  /** The database is there again, say: the next round is due at once. */
  readonly wake: () => void
}

/**
 * Ends what has lasted too long, every 5 s, on one manager at a time.
 */
export function startSweep(sweeping: Sweeping): Sweep {
  const { db, clock, attention, leapt, seal, everyMs = EVERY_MS } = sweeping
  const stop = new AbortController()
  let woken = new AbortController()
  let forgetAfter = 0

  async function round() {
    woken = new AbortController()
    if (await clock.adjust(db)) {
      log.warn('The clock of the database has leapt; what waits was moved along')
      leapt()
    }
    await attention.makeUp()
    // The steps have transactions of their own: what one has ended stays ended.
    await tryLock(db, 'expire', steps)
    attention.heard()
  }

  async function steps() {
    const at = () => new Date(clock.now())
    // First: what is ready lives only while somebody renews it.
    await alone('ready sessions', () => refillReady(db, clock.now(), seal))
    await alone('sessions past their time', () => endExpired(db, at()))
    await alone('sessions that nobody uses', () => endIdle(db, at()))
    await alone('silent agents', () => loseSilent(db, at()))
    await alone('deadlines', () => endOverdue(db, at()))
    await alone('what silent agents hold', () => releaseAbandoned(db, at()))
    await alone('old sign-ins', () => removeExpiredLogins(db, clock.now()))
    await alone('profiles', () => settleProfiles(db))
    await alone('deleted users', () => forgetDeletedUsers(db))
    if (performance.now() < forgetAfter) return
    await alone('history', () => forgetOld(db))
    forgetAfter = performance.now() + FORGET_EVERY_MS
  }

  const done = (async () => {
    while (!stop.signal.aborted) {
      try {
        await timed(
          'sweep_seconds',
          'Rounds of the loop that ends what has lasted too long.',
          round,
        )
      } catch (error) {
        log.warn('A sweep failed; it is tried again', { cause: messageOf(error) })
      }
      await pause(everyMs, AbortSignal.any([stop.signal, woken.signal]))
    }
  })()
  return {
    wake: () => woken.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done
    },
  }
}

/** A step that fails leaves the others to their work; without the database none could work. */
async function alone(what: string, step: () => Promise<unknown>) {
  try {
    await step()
  } catch (error) {
    if (databaseGone(error)) throw error
    log.error('A step of the sweep failed; it is tried again', { what, cause: causeOf(error) })
  }
}
