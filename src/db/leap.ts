import { and, eq, sql } from 'drizzle-orm'
import { STATE_DEADLINES } from '../domain/session.ts'
import type { Db } from './client.ts'
import { agents, installation, logins, sessions, signInAttempts } from './schema.ts'

/** What was written so shortly before a look at the clock may have been written after the leap. */
const MARGIN_MS = 1_000

/**
 * Moves along what waits for a moment, after the database's clock has leapt by so much within the last
 * `sinceMs`. `leaps` is the number that this leap was seen at: of several managers one does it.
 */
export async function moveAlong(
  db: Db,
  id: string,
  leaps: number,
  leapMs: number,
  sinceMs: number,
): Promise<void> {
  const leap = sql`make_interval(secs => ${leapMs / 1000})`
  const recent = sql`between clock_timestamp() - make_interval(secs => ${(sinceMs + MARGIN_MS) / 1000})
    and clock_timestamp()`
  await db.transaction(async (tx) => {
    const mine = await tx
      .update(installation)
      .set({ clockLeaps: leaps + 1 })
      .where(and(eq(installation.id, id), eq(installation.clockLeaps, leaps)))
      .returning({ id: installation.id })
    if (mine.length === 0) return
    await tx
      .update(agents)
      .set({ checkedInAt: sql`${agents.checkedInAt} + ${leap}` })
      .where(sql`not ${agents.checkedInAt} ${recent}`)
    await tx
      .update(sessions)
      .set({ expiresAt: sql`${sessions.expiresAt} + ${leap}` })
      .where(sql`${sessions.releasedAt} is null and not ${sessions.createdAt} ${recent}`)
    await tx
      .update(sessions)
      .set({ activeAt: sql`${sessions.activeAt} + ${leap}` })
      .where(sql`${sessions.state} = 'running' and not ${sessions.activeAt} ${recent}`)
    await renewDeadlines(tx)
    // These are written by the managers' clock, which has not leapt yet.
    await tx.update(logins).set({
      createdAt: sql`${logins.createdAt} + ${leap}`,
      lastSeenAt: sql`${logins.lastSeenAt} + ${leap}`,
      expiresAt: sql`${logins.expiresAt} + ${leap}`,
    })
    await tx.update(signInAttempts).set({
      lastFailureAt: sql`${signInAttempts.lastFailureAt} + ${leap}`,
      blockedUntil: sql`${signInAttempts.blockedUntil} + ${leap}`,
    })
  })
}

/**
 * For `awayMs` no host could report to anybody: agents that did until then are not taken for silent,
 * launches and ends that wait for them have their time again, and nobody was idle meanwhile.
 */
export async function forgiveSilence(db: Db, awayMs: number, silentMs: number): Promise<void> {
  const until = sql`make_interval(secs => ${(awayMs + silentMs) / 1000})`
  await db.transaction(async (tx) => {
    await tx
      .update(agents)
      .set({ checkedInAt: sql`clock_timestamp()` })
      .where(sql`${agents.checkedInAt} > clock_timestamp() - ${until}`)
    await renewDeadlines(tx)
    const away = sql`make_interval(secs => ${awayMs / 1000})`
    await tx
      .update(sessions)
      .set({ activeAt: sql`least(clock_timestamp(), ${sessions.activeAt} + ${away})` })
      .where(eq(sessions.state, 'running'))
  })
}

/** How long ago any agent was heard last, in milliseconds; 0 where none ever was. */
export async function silenceOfAll(db: Db): Promise<number> {
  const [row] = await db
    .select({
      ms: sql`coalesce(extract(epoch from clock_timestamp() - max(${agents.checkedInAt})), 0) * 1000`.mapWith(
        Number,
      ),
    })
    .from(agents)
  return row?.ms ?? 0
}

/** Every state that must not last may last its time from now on. */
async function renewDeadlines(db: Db): Promise<void> {
  for (const [state, seconds] of Object.entries(STATE_DEADLINES)) {
    await db
      .update(sessions)
      .set({ deadlineAt: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
      .where(sql`${sessions.state} = ${state} and ${sessions.deadlineAt} is not null`)
  }
}
