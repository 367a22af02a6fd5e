import { and, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { SessionState } from '../domain/session.ts'
import { STATE_DEADLINES } from '../domain/session.ts'
import type { Db } from './client.ts'
import { forgetDeletedUsers } from './deleted-users.ts'
import { applyEvent } from './events.ts'
import { removeExpiredLogins } from './logins.ts'
import { agents, sessions, signInAttempts } from './schema.ts'

/** An agent that has been silent for this long has its sessions marked `lost`. It reports every 5 s. */
export const LOST_AFTER_SECONDS = 30

const HISTORY_DAYS = 90

/** Marks the sessions of silent agents as lost. They live on if their host does; nothing is duplicated. */
export async function loseSilent(db: Db): Promise<void> {
  const silent = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(agents, eq(agents.id, sessions.agentId))
    .where(
      and(
        inArray(sessions.state, ['placing', 'pulling', 'starting', 'running']),
        isNull(sessions.releasedAt),
        sql`${agents.checkedInAt} < now() - make_interval(secs => ${LOST_AFTER_SECONDS})`,
      ),
    )
  for (const { id } of silent) await applyEvent(db, 'system', id, 'lose')
}

/** Asks for the end of sessions whose time is up. */
export async function endExpired(db: Db): Promise<void> {
  const expired = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isNull(sessions.releasedAt), lt(sessions.expiresAt, sql`now()`)))
  for (const { id } of expired) await applyEvent(db, 'system', id, 'delete')
}

/**
 * Ends waits that lasted too long: a launch fails with a sentence; an end that a silent agent cannot
 * confirm is taken as done (should it come back, the container is in no goal and is removed).
 */
export async function endOverdue(db: Db): Promise<void> {
  const overdue = await db
    .select({ id: sessions.id, state: sessions.state, checkedInAt: agents.checkedInAt })
    .from(sessions)
    .leftJoin(agents, eq(agents.id, sessions.agentId))
    .where(
      and(
        lt(sessions.deadlineAt, sql`now()`),
        or(
          inArray(sessions.state, ['requested', 'placing', 'pulling', 'starting']),
          and(
            eq(sessions.state, 'deleting'),
            or(
              isNull(agents.checkedInAt),
              sql`${agents.checkedInAt} < now() - make_interval(secs => ${LOST_AFTER_SECONDS})`,
            ),
          ),
        ),
      ),
    )
  for (const { id, state } of overdue) await giveUp(db, id, state)
}

async function giveUp(db: Db, id: string, state: SessionState) {
  if (state === 'deleting') {
    await applyEvent(db, 'system', id, 'gone', { releasedAt: sql`clock_timestamp()` })
    return
  }
  const seconds = STATE_DEADLINES[state] ?? 0
  await applyEvent(db, 'system', id, 'fail', { failure: { kind: 'deadline', state, seconds } })
}

/** Forgets what nobody needs any more: ended sign-ins, old throttles, sessions long over. */
export async function forgetOld(db: Db): Promise<void> {
  await removeExpiredLogins(db, Date.now())
  await forgetDeletedUsers(db)
  await db
    .delete(signInAttempts)
    .where(lt(signInAttempts.lastFailureAt, sql`now() - interval '1 day'`))
  await db
    .delete(sessions)
    .where(
      and(
        isNotNull(sessions.releasedAt),
        lt(sessions.endedAt, sql`now() - make_interval(days => ${HISTORY_DAYS})`),
      ),
    )
}
