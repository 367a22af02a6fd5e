import { and, eq, gt, inArray, isNull, lt, notInArray, sql } from 'drizzle-orm'
import { endAction, type Limits } from '../domain/limits.ts'
import type { SessionState } from '../domain/session.ts'
import type { Db } from './client.ts'
import { eachAlone } from './each-alone.ts'
import { applyEvent, type SessionPatch } from './events.ts'
import { groupMembers, groupSettings, groups, sessions } from './schema.ts'
import { settingsOf } from './sessions.ts'

/** Input is told in batches: what was done a moment before the end may be heard of this much later. */
const LATE_SECONDS = 15

/** These are over for their owner; what is left of them ends by itself. */
const OVER: readonly SessionState[] = ['deleting', 'deleted', 'failed']
const STANDING: readonly SessionState[] = ['stopping', 'stopped']

/** Ends, stops or pauses sessions whose time is up, as the groups of their owners say now. */
export async function endExpired(db: Db, at: Date): Promise<void> {
  const rows = await db
    .select({ id: sessions.id, userId: sessions.userId, state: sessions.state })
    .from(sessions)
    .where(
      and(
        isNull(sessions.releasedAt),
        notInArray(sessions.state, [...OVER]),
        lt(sessions.expiresAt, at),
      ),
    )
  const limitsOf = rememberLimits(db)
  await eachAlone(rows, async ({ id, userId, state }) => {
    const limits = await limitsOf(userId)
    const action = endAction(limits.sessionEnd.value)
    if (action === 'delete') return applyEvent(db, 'system', id, 'delete')
    // Its time begins anew when it goes on.
    if (STANDING.includes(state) || (action === 'pause' && state === 'paused')) {
      const same = and(eq(sessions.id, id), eq(sessions.state, state))
      return db.update(sessions).set({ expiresAt: null }).where(same)
    }
    const failure = { kind: 'time up', minutes: limits.sessionMinutes.value } as const
    return applyEvent(db, 'system', id, action, { failure, expiresAt: null })
  })
}

/** Ends, stops or pauses sessions that nobody has used for as long as their owners' groups allow. */
export async function endIdle(db: Db, at: Date): Promise<void> {
  // Whose groups might say so; what they come to is asked of domain/limits.ts for those few alone.
  const first = db
    .select({
      userId: groupMembers.userId,
      minutes: groupSettings.value,
      rank: sql<number>`rank() over (partition by ${groupMembers.userId} order by ${groups.priority})`.as(
        'rank',
      ),
    })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .innerJoin(groupSettings, eq(groupSettings.groupId, groups.id))
    .where(eq(groupSettings.name, 'idleMinutes'))
    .as('first')
  const idleFor = sql`make_interval(mins => ${first.minutes}, secs => ${LATE_SECONDS})`
  const rows = await db
    .select({ id: sessions.id, userId: sessions.userId, activeAt: sessions.activeAt })
    .from(sessions)
    .innerJoin(first, and(eq(first.userId, sessions.userId), eq(first.rank, 1)))
    .where(
      and(
        gt(first.minutes, 0),
        eq(sessions.state, 'running'),
        lt(sessions.activeAt, sql`${at.toISOString()}::timestamptz - ${idleFor}`),
      ),
    )
  const limitsOf = rememberLimits(db)
  await eachAlone(rows, async ({ id, userId, activeAt }) => {
    const limits = await limitsOf(userId)
    const minutes = limits.idleMinutes.value
    if (minutes === 0 || activeAt > before(at, minutes)) return
    const patch: SessionPatch = { failure: { kind: 'idle', minutes } }
    await applyEvent(db, 'system', id, endAction(limits.idleEnd.value), patch)
  })
}

function before(at: Date, minutes: number): Date {
  return new Date(at.getTime() - (minutes * 60 + LATE_SECONDS) * 1000)
}

/** Somebody did something in these sessions since the last time. Those that do not run are left alone. */
export async function recordActivity(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(sessions)
    .set({ activeAt: sql`clock_timestamp()` })
    .where(and(inArray(sessions.id, [...ids]), eq(sessions.state, 'running')))
}

/** Of each person once. */
function rememberLimits(db: Db) {
  const known = new Map<string | null, Promise<Limits>>()
  return (userId: string | null): Promise<Limits> => {
    const limits = known.get(userId) ?? settingsOf(db, userId)
    known.set(userId, limits)
    return limits
  }
}
