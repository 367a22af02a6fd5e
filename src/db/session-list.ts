import { and, count, eq, inArray, isNull, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Viewer } from '../domain/access.ts'
import { LIVE_STATES } from '../domain/session.ts'
import type { Db } from './client.ts'
import { visibleTo } from './events.ts'
import { type Cursor, type Page, readPage } from './pages.ts'
import { hosts, sessions, users } from './schema.ts'
import { SESSION_KEYS, type SessionOrder, type SessionRow, sessionRows } from './sessions.ts'

/** `live`: those that live; `failed`: those that failed and were not put away; `all`: the history too. */
export type SessionView = 'live' | 'failed' | 'all'

function inView(view: SessionView): SQL | undefined {
  if (view === 'all') return undefined
  return view === 'live' ? inArray(sessions.state, [...LIVE_STATES]) : eq(sessions.state, 'failed')
}

/** A part of a name, as it was typed: `%` and `_` stand for themselves. */
function contains(column: SQLWrapper, typed: string): SQL {
  return sql`position(lower(${typed}) in lower(${column})) > 0`
}

/** The names of users and hosts are looked through once, not once for each session. */
function namedLike(db: Db, search: string): SQL | undefined {
  if (search === '') return undefined
  const people = db.select({ id: users.id }).from(users).where(contains(users.username, search))
  const places = db.select({ id: hosts.id }).from(hosts).where(contains(hosts.name, search))
  return or(
    contains(sessions.workspaceName, search),
    inArray(sessions.userId, people),
    inArray(sessions.agentId, places),
  )
}

const SESSIONS_A_PAGE = 100

export type SessionQuery = Cursor & {
  readonly view: SessionView
  readonly search: string
  readonly order?: Pick<SessionOrder, 'by' | 'ascending'>
}

/** The sessions that this viewer may see, newest first. Cursors are ids; one that is gone begins anew. */
export async function listSessions(
  db: Db,
  viewer: Viewer,
  { view, search, order: { by = 'started', ascending = false } = {}, ...cursor }: SessionQuery,
  size = SESSIONS_A_PAGE,
): Promise<Page<SessionRow>> {
  const listed = and(visibleTo(viewer), inView(view), namedLike(db, search))
  return readPage(
    cursor,
    size,
    (row) => row.id,
    (from, backwards, limit) => {
      const up = ascending !== backwards
      const behind = from === undefined ? undefined : beyond(db, from, by, up)
      return sessionRows(db, and(listed, behind), { by, ascending: up, limit })
    },
  )
}

/** Behind a session in this order. */
function beyond(db: Db, id: string, by: keyof typeof SESSION_KEYS, up: boolean): SQL {
  const [mark, whose] = [alias(sessions, 'mark'), alias(users, 'whose')]
  const at = db
    .select({ key: SESSION_KEYS[by](mark, whose).as('key'), id: mark.id })
    .from(mark)
    .leftJoin(whose, eq(whose.id, mark.userId))
    .where(eq(mark.id, id))
  const key = SESSION_KEYS[by](sessions, users)
  return up ? sql`(${key}, ${sessions.id}) > ${at}` : sql`(${key}, ${sessions.id}) < ${at}`
}

/** How many there are in each view, and of how many people; for the sentence that a page begins with. */
export async function countSessions(db: Db, viewer: Viewer) {
  const live = sql`${inArray(sessions.state, [...LIVE_STATES])}`
  const [row] = await db
    .select({
      live: sql`count(*) filter (where ${live})`.mapWith(Number),
      failed: sql`count(*) filter (where ${eq(sessions.state, 'failed')})`.mapWith(Number),
      all: count(),
      people: sql`count(distinct ${sessions.userId}) filter (where ${live})`.mapWith(Number),
      lost: sql`count(*) filter (where ${eq(sessions.state, 'lost')})`.mapWith(Number),
      /** Of the live ones, those that are nobody's yet. */
      ready: sql`count(*) filter (where ${live} and ${isNull(sessions.userId)})`.mapWith(Number),
    })
    .from(sessions)
    .where(visibleTo(viewer))
  return row ?? { live: 0, failed: 0, all: 0, people: 0, lost: 0, ready: 0 }
}
