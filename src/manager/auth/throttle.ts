import { createHash } from 'node:crypto'
import type { Db } from '../../db/client.ts'
import {
  ACCOUNT_BACKOFF,
  ADDRESS_BACKOFF,
  forgiveAttempt,
  reserveAttempt,
} from '../../db/sign-in-attempts.ts'
import { Busy } from '../../errors.ts'

/** One attempt to sign in that was let through. */
export type Attempt = { succeeded(): Promise<void> }

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
  return { succeeded: () => forgiveAttempt(db, keys.account, keys.address) }
}

/** Hashed: people type passwords into the wrong field. */
function accountKey(username: string): string {
  return `account:${createHash('sha256').update(username.toLowerCase()).digest('hex')}`
}
