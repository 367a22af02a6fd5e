import { eq, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { moveAlong } from './leap.ts'
import { installation } from './schema.ts'

/** Less is drift, and is simply followed. */
const TOLERANCE_MS = 5_000

type Look = {
  /** The database's time less the monotonic clock's, in milliseconds. */
  readonly ahead: number
  /** How far `ahead` may be off, either way. */
  readonly blur: number
  /** How often the database's clock has leapt, as far as managers have noticed. */
  readonly leaps: number
  /** On the monotonic clock. */
  readonly at: number
}

/**
 * The one clock of an installation is the database's, for all its managers. It is read every few seconds
 * and carried on by the monotonic clock in between, so the clock of this host may say what it likes. Where
 * the database's own clock leaps, what waits in the database is moved along: nothing ends because of it.
 */
export class DatabaseClock {
  readonly #installation: string
  #last: Look

  private constructor(installation: string, last: Look) {
    this.#installation = installation
    this.#last = last
  }

  static async open(db: Db, installation: string): Promise<DatabaseClock> {
    return new DatabaseClock(installation, await look(db, installation))
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Math.round(performance.now() + this.#last.ahead)
  }

  /** Reads it again; whether it has leapt since. */
  async adjust(db: Db): Promise<boolean> {
    const before = this.#last
    const now = await look(db, this.#installation)
    const leap = now.ahead - before.ahead
    const leapt = Math.abs(leap) > TOLERANCE_MS + before.blur + now.blur
    // Where the number has risen, another manager has seen the leap first and moved everything along.
    if (leapt && now.leaps === before.leaps) {
      await moveAlong(db, this.#installation, now.leaps, leap, now.at - before.at)
      now.leaps++
    }
    this.#last = now
    return leapt
  }
}

async function look(db: Db, id: string): Promise<Look & { leaps: number }> {
  const began = performance.now()
  const [row] = await db
    .select({
      time: sql`extract(epoch from clock_timestamp()) * 1000`.mapWith(Number),
      leaps: installation.clockLeaps,
    })
    .from(installation)
    .where(eq(installation.id, id))
  if (!row) throw new Error('the row of the installation is gone')
  const at = performance.now()
  const blur = (at - began) / 2
  return { ahead: row.time - (began + blur), blur, leaps: row.leaps, at }
}
