import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { PERIODS, type Period, runningTotals } from '../domain/period.ts'
import type { SessionState } from '../domain/session.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { sessionEvents, sessions, users } from './schema.ts'

const MOST_TROUBLED = 5

/** Sessions at the end of each step of a period, the last of them now. */
export async function sessionHistory(db: Db, viewer: Viewer, period: Period): Promise<number[]> {
  requireAdmin(viewer)
  const { seconds, steps } = PERIODS[period]
  const rows = await db.execute<{ step: number; change: number }>(sql`
    with span as (select now() - make_interval(secs => ${seconds}) as start),
    those as (
      select created_at, ended_at from ${sessions}, span where ended_at > span.start
      union all select created_at, null from ${sessions} where ended_at is null)
    select step, sum(change)::int as change from (
      select greatest(0, ${stepOf('created_at', seconds, steps)}) as step, 1 as change from those, span
      union all
      select ${stepOf('ended_at', seconds, steps)}, -1 from those, span where ended_at is not null
    ) changes group by step`)
  const changes = new Map(rows.map(({ step, change }) => [Number(step), Number(change)]))
  return runningTotals(0, changes, steps)
}

/** Launches of one step; `seconds` until it ran at the median, undefined where none did. */
export type LaunchStep = {
  readonly launches: number
  readonly failed: number
  readonly seconds: number | undefined
}

export type LaunchHistory = {
  readonly steps: readonly LaunchStep[]
  readonly launches: number
  readonly failed: number
  /** Those that no agent had room for. */
  readonly refused: number
  /** Seconds; undefined where nothing was launched. */
  readonly median: number | undefined
  readonly p95: number | undefined
}

/** How launches went. One that failed after it ran was a good launch. */
export async function launchHistory(
  db: Db,
  viewer: Viewer,
  period: Period,
): Promise<LaunchHistory> {
  requireAdmin(viewer)
  const { seconds, steps } = PERIODS[period]
  const rows = await db.execute<{
    step: number | null
    launches: number
    failed: number
    refused: number
    median: number | null
    p95: number | null
  }>(sql`
    with span as (select now() - make_interval(secs => ${seconds}) as start),
    those as (
      select ${stepOf('created_at', seconds, steps)} as step, s.state, s.failure,
        extract(epoch from (select min(e.at) from ${sessionEvents} e
          where e.session_id = s.id and e.event = 'ready') - s.created_at) as took
      from ${sessions} s, span where s.created_at > span.start)
    select step, count(*)::int as launches,
      count(*) filter (where took is null and failure is not null)::int as failed,
      count(*) filter (where took is null and failure ->> 'kind' = 'no place')::int as refused,
      percentile_cont(0.5) within group (order by took) as median,
      percentile_cont(0.95) within group (order by took) as p95
    from those group by grouping sets ((step), ())`)
  const all = rows.find(({ step }) => step === null)
  const found = new Map(rows.map((row) => [row.step, row]))
  return {
    steps: Array.from({ length: steps }, (_, step) => {
      const row = found.get(step)
      return {
        launches: row?.launches ?? 0,
        failed: row?.failed ?? 0,
        seconds: row?.median ?? undefined,
      }
    }),
    launches: all?.launches ?? 0,
    failed: all?.failed ?? 0,
    refused: all?.refused ?? 0,
    median: all?.median ?? undefined,
    p95: all?.p95 ?? undefined,
  }
}

/** 0 to steps - 1 within the span that `span.start` begins; less before it. */
function stepOf(column: 'created_at' | 'ended_at', seconds: number, steps: number) {
  return sql`least(${steps - 1}::int,
    floor(extract(epoch from ${sql.raw(column)} - span.start) * ${steps / seconds}::float)::int)`
}

export type RecentEvent = {
  readonly session: string
  readonly workspace: string
  readonly user: string
  readonly at: Date
  readonly event: string
  readonly to: SessionState
}

/** What happened last, newest first. */
export async function recentEvents(db: Db, viewer: Viewer, most: number): Promise<RecentEvent[]> {
  requireAdmin(viewer)
  return db
    .select({
      session: sessions.id,
      workspace: sessions.workspaceName,
      user: users.username,
      at: sessionEvents.at,
      event: sessionEvents.event,
      to: sessionEvents.toState,
    })
    .from(sessionEvents)
    .innerJoin(sessions, eq(sessions.id, sessionEvents.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .orderBy(desc(sessionEvents.id))
    .limit(most)
}

/** Live sessions that something is in the way of, the longest first; a page of them at most. */
export async function troubledSessions(db: Db, viewer: Viewer) {
  requireAdmin(viewer)
  return db
    .select({
      id: sessions.id,
      workspace: sessions.workspaceName,
      user: users.username,
      trouble: sessions.trouble,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(isNull(sessions.releasedAt), ne(sessions.trouble, '')))
    .orderBy(sessions.stateChangedAt)
    .limit(MOST_TROUBLED)
}
