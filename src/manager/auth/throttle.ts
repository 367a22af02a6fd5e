import { createHash } from 'node:crypto'
import type { Db } from '../../db/client.ts'
import {
  ACCOUNT_BACKOFF,
  ADDRESS_BACKOFF,
  forgetAttempts,
  reserveAttempt,
  takeBackAttempt,
} from '../../db/sign-in-attempts.ts'
import { Busy } from '../../errors.ts'

/** One attempt to sign in that was let through; it counts as failed until told otherwise. */
export type Attempt = {
  succeeded(): Promise<void>
  /** We could not tell whether the password was right: too busy, say. */
  takenBack(): Promise<void>
}

/**
 * Lets an attempt through, or throws Busy with the time to wait. Names that nobody has are counted like
 * any other, so a wait says nothing of who exists. Both counts or none: a refusal by the address must
 * not wear out the account.
 */
export async function throttle(
  db: Db,
  username: string,
  address: string,
  now: number,
): Promise<Attempt> {
  const keys = { account: accountKey(username), address: `address:${address}` }
  await db.transaction(async (tx) => {
    const seconds =
      (await reserveAttempt(tx, keys.account, ACCOUNT_BACKOFF, now)) ??
      (await reserveAttempt(tx, keys.address, ADDRESS_BACKOFF, now))
    if (seconds !== undefined) throw new Busy((t) => t.refusals.signInTooOften(seconds), seconds)
  })
  return {
    async succeeded() {
      await forgetAttempts(db, keys.account)
      await takeBackAttempt(db, keys.address)
    },
    async takenBack() {
      await takeBackAttempt(db, keys.account)
      await takeBackAttempt(db, keys.address)
    },
  }
}

/** Verifies under an attempt: what keeps us from an answer is not the person's failure. */
export async function verifyUnder(attempt: Attempt, verify: () => Promise<boolean>) {
  try {
    return await verify()
  } catch (error) {
    await attempt.takenBack()
    throw error
  }
}

/** Hashed: people type passwords into the wrong field. */
function accountKey(username: string): string {
  return `account:${createHash('sha256').update(username.toLowerCase()).digest('hex')}`
}
