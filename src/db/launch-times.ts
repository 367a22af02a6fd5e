import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { sessionEvents, sessions } from './schema.ts'

/** How long the steps of a launch usually take, in seconds; undefined where no launch took that step. */
export type LaunchTimes = {
  readonly total: number | undefined
  readonly placing: number | undefined
  readonly pulling: number | undefined
  readonly starting: number | undefined
  readonly waiting: number | undefined
}

/** Older ones say little of how it is now. */
const LAUNCHES = 20

/** Medians over the last launches of a workspace that came to a desktop. No person is told of, so none is asked for. */
export async function launchTimes(db: Db, workspaceId: string): Promise<LaunchTimes> {
  const recent = db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(
      sessionEvents,
      and(eq(sessionEvents.sessionId, sessions.id), eq(sessionEvents.event, 'ready')),
    )
    .where(eq(sessions.workspaceId, workspaceId))
    .groupBy(sessions.id)
    .orderBy(desc(sessions.createdAt))
    .limit(LAUNCHES)
    .as('recent')
  const first = (event: string) =>
    sql<Date | null>`min(${sessionEvents.at}) filter (where ${sessionEvents.event} = ${event})`.as(
      `${event}_at`,
    )
  const launches = db
    .select({
      request: first('request'),
      place: first('place'),
      pull: first('pull'),
      start: first('start'),
      ready: first('ready'),
    })
    .from(sessionEvents)
    .innerJoin(recent, eq(recent.id, sessionEvents.sessionId))
    .groupBy(sessionEvents.sessionId)
    .as('launches')
  const { request, place, pull, start, ready } = launches
  const median = (from: unknown, to: unknown) =>
    sql<
      number | null
    >`percentile_cont(0.5) within group (order by extract(epoch from ${to} - ${from}))`
  const [row] = await db
    .select({
      total: median(request, ready),
      placing: median(request, place),
      starting: median(place, sql`least(${pull}, ${start}, ${ready})`),
      // A pull that came late, after the container was thought to start, is no step of its own.
      pulling: median(
        pull,
        sql`case when ${start} < ${pull} then ${ready} else least(${start}, ${ready}) end`,
      ),
      waiting: median(start, ready),
    })
    .from(launches)
  const known = (value: number | null | undefined) => (value === null ? undefined : value)
  return {
    total: known(row?.total),
    placing: known(row?.placing),
    pulling: known(row?.pulling),
    starting: known(row?.starting),
    waiting: known(row?.waiting),
  }
}
