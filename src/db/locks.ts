import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

/** Ours among the advisory locks of a database that we may share with other programs. */
const NAMESPACE = 0xca5e

/**
 * Every advisory lock there is. Append only: managers of two versions run side by side during an
 * upgrade, and a number that changed its meaning would exclude nobody.
 */
export const LOCKS = {
  migrations: 1,
  firstBoot: 2,
  expire: 3,
} as const

export type Lock = keyof typeof LOCKS

/**
 * Runs `work` while no other manager holds the lock, waiting for it. It lasts as long as the
 * transaction that `work` is given, so it can be neither leaked nor outlive a lost connection.
 */
export async function withLock<T>(db: Db, lock: Lock, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${NAMESPACE}::int, ${LOCKS[lock]}::int)`)
    return work(tx)
  })
}

/** Like `withLock`, but answers undefined at once when another manager is at it. */
export async function tryLock<T>(
  db: Db,
  lock: Lock,
  work: (tx: Db) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction(async (tx) => {
    const [row] = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(${NAMESPACE}::int, ${LOCKS[lock]}::int) as taken`,
    )
    return row?.taken ? work(tx) : undefined
  })
}

/** For a connection of its own, until it ends. */
export function sessionLock(lock: Lock) {
  return sql`select pg_advisory_lock(${NAMESPACE}::int, ${LOCKS[lock]}::int)`
}
