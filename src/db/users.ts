import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  ilike,
  inArray,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { ALL_USERS, type Person, type Viewer } from '../domain/access.ts'
import { LIVE_STATES } from '../domain/session.ts'
import { Invalid, NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import { added, type Choice, dropped } from './choice.ts'
import type { Db } from './client.ts'
import { brokenConstraint } from './failure.ts'
import { keepingAnAdmin } from './last-admin.ts'
import { endLoginsOf } from './logins.ts'
import { notifyRoutes } from './notify.ts'
import { type Cursor, type Page, readPage } from './pages.ts'
import { groupMembers, groups, sessions, users } from './schema.ts'

/** What others may see of a user; never the password's hash. */
export type User = {
  readonly id: string
  readonly username: string
  readonly fullName: string
  readonly disabled: boolean
  readonly mustChangePassword: boolean
  readonly lastSignInAt: Date | null
  readonly admin: boolean
  /** Sessions that have not ended. */
  readonly sessions: number
  /** By priority. */
  readonly groups: readonly { readonly id: string; readonly name: string }[]
}

/** What an admin may set. All Users is always among the groups. */
export type UserFields = {
  readonly username: string
  readonly fullName: string
  readonly disabled: boolean
  readonly groups: Choice
}

const USERS_A_PAGE = 100

/** Users whose names, or a group's name of theirs, contain `search`; by name, which is the cursor, too. */
export async function listUsers(
  db: Db,
  viewer: Viewer,
  { search = '', ...cursor }: { readonly search?: string } & Cursor = {},
  size = USERS_A_PAGE,
): Promise<Page<User>> {
  requireAdmin(viewer)
  const listed = search === '' ? undefined : called(db, search)
  const name = sql`lower(${users.username})`
  return readPage(
    cursor,
    size,
    (user) => user.username,
    (from, backwards, limit) => {
      const sign = backwards ? sql`<` : sql`>`
      const beyond = from === undefined ? undefined : sql`${name} ${sign} lower(${from})`
      return select(db, and(listed, beyond), limit, backwards)
    },
  )
}

function called(db: Db, search: string): SQL | undefined {
  const like = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const named = db
    .select({ one: sql`1` })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .where(and(eq(groupMembers.userId, users.id), ilike(groups.name, like)))
  return or(ilike(users.username, like), ilike(users.fullName, like), exists(named))
}

export async function countUsers(db: Db, viewer: Viewer) {
  requireAdmin(viewer)
  const [row] = await db
    .select({ all: count(), disabled: sql<number>`count(*) filter (where ${users.disabled})::int` })
    .from(users)
    .where(isNull(users.deletedAt))
  return { all: row?.all ?? 0, disabled: row?.disabled ?? 0 }
}

/** Anybody may look at themselves, an admin at everybody. */
export async function findUser(db: Db, viewer: Viewer, id: string): Promise<User> {
  const mayBeSeen = viewer === 'system' || viewer.admin || viewer.userId === id
  const [user] = mayBeSeen ? await select(db, eq(users.id, id), 1) : []
  if (!user) throw new NotFound((t) => t.errors.notFound)
  return user
}

/** For signing in and for changing a password: the platform asks, nobody else. */
export async function findCredentials(db: Db, by: { username: string } | { userId: string }) {
  const which =
    'userId' in by
      ? eq(users.id, by.userId)
      : eq(sql`lower(${users.username})`, by.username.toLowerCase())
  const [found] = await db
    .select({ userId: users.id, passwordHash: users.passwordHash, disabled: users.disabled })
    .from(users)
    .where(which)
  return found
}

/** Their password was typed by an admin, so it is to be changed at the first sign-in. */
export async function createUser(
  db: Db,
  viewer: Viewer,
  { groups: choice, ...fields }: UserFields,
  passwordHash: string,
): Promise<string> {
  requireAdmin(viewer)
  return refuseTakenName(fields.username, () =>
    db.transaction(async (tx) => {
      const [made] = await tx
        .insert(users)
        .values({ ...fields, passwordHash, mustChangePassword: true })
        .returning({ id: users.id })
      if (!made) throw new Error('insert into users returned no row')
      await setMemberships(tx, made.id, { chosen: choice.chosen })
      return made.id
    }),
  )
}

/** Disabling signs them out everywhere and closes their tunnels; their sessions run on. */
export async function updateUser(
  db: Db,
  viewer: Viewer,
  id: string,
  { groups: choice, ...fields }: UserFields,
): Promise<void> {
  requireAdmin(viewer)
  await refuseTakenName(fields.username, () =>
    keepingAnAdmin(db, async (tx) => {
      const changed = await tx
        .update(users)
        .set(fields)
        .where(and(eq(users.id, id), isNull(users.deletedAt)))
        .returning({ id: users.id })
      if (changed.length === 0) throw new NotFound((t) => t.errors.notFound)
      await setMemberships(tx, id, choice)
      // What their sessions may exchange follows from their groups.
      await notifyRoutes(tx)
      if (fields.disabled) await endLoginsOf(tx, viewer, id)
    }),
  )
}

/** All of them or none. Who is disabled is signed out everywhere; their sessions run on. */
export async function setDisabled(
  db: Db,
  viewer: Viewer,
  ids: readonly string[],
  disabled: boolean,
): Promise<void> {
  requireAdmin(viewer)
  await keepingAnAdmin(db, async (tx) => {
    await tx
      .update(users)
      .set({ disabled })
      .where(and(inArray(users.id, [...ids]), isNull(users.deletedAt)))
    if (disabled) for (const id of ids) await endLoginsOf(tx, viewer, id)
    await notifyRoutes(tx)
  })
}

/**
 * Replaces a password. One's own ends every other sign-in of this person; one that an admin sets ends
 * all of them and is to be changed at the next.
 */
export async function setPassword(
  db: Db,
  viewer: Viewer,
  id: string,
  passwordHash: string,
  now: number,
): Promise<void> {
  const own = viewer !== 'system' && viewer.userId === id
  if (!own) requireAdmin(viewer)
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(users)
      .set({ passwordHash, mustChangePassword: !own, passwordSetAt: new Date(now) })
      .where(and(eq(users.id, id), isNull(users.deletedAt)))
      .returning({ id: users.id })
    if (changed.length === 0) throw new NotFound((t) => t.errors.notFound)
    await endLoginsOf(tx, viewer, id, { keepOwn: own })
  })
}

export async function setTheme(db: Db, viewer: Person, theme: string): Promise<void> {
  await db.update(users).set({ theme }).where(eq(users.id, viewer.userId))
}

async function select(
  db: Db,
  where: SQL | undefined,
  limit: number,
  backwards = false,
): Promise<User[]> {
  const live = db
    .select({ userId: sessions.userId, live: count().as('live') })
    .from(sessions)
    .where(inArray(sessions.state, [...LIVE_STATES]))
    .groupBy(sessions.userId)
    .as('live_sessions')
  const found = await db
    .select({
      id: users.id,
      username: users.username,
      fullName: users.fullName,
      disabled: users.disabled,
      mustChangePassword: users.mustChangePassword,
      lastSignInAt: users.lastSignInAt,
      sessions: sql<number>`coalesce(${live.live}, 0)`.mapWith(Number),
    })
    .from(users)
    .leftJoin(live, eq(live.userId, users.id))
    .where(and(isNull(users.deletedAt), where))
    .orderBy((backwards ? desc : asc)(sql`lower(${users.username})`))
    .limit(limit)
  const memberships = await membershipsOf(
    db,
    found.map((user) => user.id),
  )
  return found.map((user) => {
    const theirs = memberships.get(user.id) ?? []
    return {
      ...user,
      admin: theirs.some((group) => group.administrators),
      groups: theirs.map(({ id, name }) => ({ id, name })),
    }
  })
}

async function membershipsOf(db: Db, userIds: readonly string[]) {
  const rows = await db
    .select({
      userId: groupMembers.userId,
      id: groups.id,
      name: groups.name,
      administrators: groups.administrators,
    })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .where(inArray(groupMembers.userId, [...userIds]))
    .orderBy(groups.priority, groups.name)
  return Map.groupBy(rows, (row) => row.userId)
}

async function setMemberships(db: Db, userId: string, { chosen, shown }: Choice) {
  const choice = { chosen: [...chosen, ALL_USERS], shown: shown?.filter((id) => id !== ALL_USERS) }
  const wanted = added(choice)
  const known = await db.select({ id: groups.id }).from(groups).where(inArray(groups.id, wanted))
  if (known.length !== wanted.length) {
    throw new Invalid((t) => t.refusals.invalid(1), { groups: (t) => t.refusals.groupUnknown })
  }
  const gone = and(eq(groupMembers.userId, userId), dropped(groupMembers.groupId, choice))
  await db.delete(groupMembers).where(gone)
  const rows = wanted.map((groupId) => ({ groupId, userId }))
  await db.insert(groupMembers).values(rows).onConflictDoNothing()
}

async function refuseTakenName<T>(username: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (brokenConstraint(error) !== 'users_username') throw error
    throw new Invalid((t) => t.refusals.invalid(1), {
      name: (t) => t.refusals.usernameTaken(username),
    })
  }
}
