import { eq, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { signInAttempts } from './schema.ts'

/** How failures of one account or one address slow down the next attempt. */
export type Backoff = {
  /** So many failures cost nothing. */
  readonly free: number
  /** After each further one the wait doubles, from one second to this. */
  readonly longestSeconds: number
}

export const ACCOUNT_BACKOFF: Backoff = { free: 5, longestSeconds: 300 }

/** Wider, since a whole office may share one address. */
export const ADDRESS_BACKOFF: Backoff = { free: 50, longestSeconds: 900 }

/** A key without a failure for this long starts anew. */
export const FORGET_AFTER_MS = 3600_000

/**
 * Counts an attempt against `key` before it is made, so that a thousand at once are not a thousand free
 * ones: whoever signs in takes it back. Answers with the seconds to wait where it is not allowed, and
 * counts nothing then. One statement: managers share the table and cannot both let the last one in.
 */
export async function reserveAttempt(
  db: Db,
  key: string,
  { free, longestSeconds }: Backoff,
  now: number,
): Promise<number | undefined> {
  const at = new Date(now)
  const forgotten = sql`${signInAttempts.lastFailureAt} <= ${new Date(now - FORGET_AFTER_MS).toISOString()}`
  const failures = sql`case when ${forgotten} then 1 else ${signInAttempts.failures} + 1 end`
  const wait = sql`make_interval(secs => least(${longestSeconds}, power(2, least(30, ${failures} - ${free}))))`
  const blockedUntil = sql`case when ${failures} >= ${free} then ${at.toISOString()}::timestamptz + ${wait} end`
  const [counted] = await db
    .insert(signInAttempts)
    .values({ key, failures: 1, lastFailureAt: at })
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: { failures, lastFailureAt: at, blockedUntil },
      setWhere: sql`coalesce(${signInAttempts.blockedUntil} <= ${at.toISOString()}, true)`,
    })
    .returning({ key: signInAttempts.key })
  if (counted) return undefined
  const [row] = await db.select().from(signInAttempts).where(eq(signInAttempts.key, key))
  return Math.max(1, Math.ceil(((row?.blockedUntil?.getTime() ?? now) - now) / 1000))
}

/** Whoever signed in failed at nothing, and what failed before is theirs: the key starts anew. */
export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.delete(signInAttempts).where(eq(signInAttempts.key, key))
}

/** The attempt was none after all. No wait stood before it, or it would not have been let through. */
export async function takeBackAttempt(db: Db, key: string): Promise<void> {
  await db
    .update(signInAttempts)
    .set({ failures: sql`greatest(0, ${signInAttempts.failures} - 1)`, blockedUntil: null })
    .where(eq(signInAttempts.key, key))
}
