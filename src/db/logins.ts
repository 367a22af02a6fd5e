import { and, desc, eq, exists, gt, lte, ne, sql } from 'drizzle-orm'
import type { Person, Viewer } from '../domain/access.ts'
import { NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { notifyRoutes } from './notify.ts'
import { groupMembers, groups, logins, users } from './schema.ts'

/** A sign-in ends this long after it began, whatever happens. */
export const LOGIN_LIFETIME_MS = 7 * 24 * 3600_000

/** And this long after its last request. */
export const LOGIN_IDLE_MS = 24 * 3600_000

/** `expiresAt` moves at most this often: a request is not a write. */
const TOUCH_EVERY_MS = 60_000

/** A person whose cookie was believed, with what every page shows of them. */
export type SignedIn = Person & {
  readonly username: string
  readonly fullName: string
  readonly theme: string
  /** Empty: what the browser asks for. */
  readonly language: string
  readonly mustChangePassword: boolean
}

export type NewLogin = {
  readonly userId: string
  /** SHA-256 of the cookie's token; whoever reads this table cannot sign in with it. */
  readonly tokenHash: string
  readonly address: string
  readonly userAgent: string
}

/**
 * Signs a person in whose password fitted `verifiedHash`. False where that is not their password any
 * more, or they are disabled: verifying takes a while, and whatever ended their sign-ins meanwhile must
 * end this one too.
 */
export async function beginLogin(
  db: Db,
  login: NewLogin,
  verifiedHash: string,
  now: number,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const at = new Date(now)
    const valid = and(eq(users.passwordHash, verifiedHash), eq(users.disabled, false))
    const [owner] = await tx
      .update(users)
      .set({ lastSignInAt: at })
      .where(and(eq(users.id, login.userId), valid))
      .returning({ id: users.id })
    if (!owner) return false
    await tx.insert(logins).values({
      ...login,
      userAgent: login.userAgent.slice(0, 300),
      createdAt: at,
      lastSeenAt: at,
      expiresAt: expiry(now, now),
    })
    await notifyRoutes(tx)
    return true
  })
}

/** Whose cookie this is; undefined where it never was one, has expired, or its owner is disabled. */
export async function findLogin(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<SignedIn | undefined> {
  const administers = db
    .select({ one: sql`1` })
    .from(groupMembers)
    .innerJoin(groups, and(eq(groups.id, groupMembers.groupId), groups.administrators))
    .where(eq(groupMembers.userId, users.id))
  const [found] = await db
    .select({
      userId: users.id,
      username: users.username,
      fullName: users.fullName,
      theme: users.theme,
      language: users.language,
      mustChangePassword: users.mustChangePassword,
      admin: sql<boolean>`${exists(administers)}`,
      loginId: logins.id,
      createdAt: logins.createdAt,
      lastSeenAt: logins.lastSeenAt,
    })
    .from(logins)
    .innerJoin(users, eq(users.id, logins.userId))
    .where(
      and(
        eq(logins.tokenHash, tokenHash),
        gt(logins.expiresAt, new Date(now)),
        eq(users.disabled, false),
      ),
    )
  if (!found) return undefined
  const { createdAt, lastSeenAt, ...person } = found
  if (now - lastSeenAt.getTime() >= TOUCH_EVERY_MS) {
    await db
      .update(logins)
      .set({ lastSeenAt: new Date(now), expiresAt: expiry(createdAt.getTime(), now) })
      .where(eq(logins.id, found.loginId))
  }
  return person
}

/** Signing out. The tunnels that this sign-in opened close with it. */
export async function endLogin(db: Db, viewer: Person): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(logins).where(eq(logins.id, viewer.loginId))
    await notifyRoutes(tx)
  })
}

/** A sign-in as its owner sees it. */
export type LoginRow = {
  readonly id: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly address: string
  readonly userAgent: string
}

/** A person's sign-ins that are alive, the last one used first. */
export async function listOwnLogins(db: Db, person: Person, now: number): Promise<LoginRow[]> {
  return db
    .select({
      id: logins.id,
      createdAt: logins.createdAt,
      lastSeenAt: logins.lastSeenAt,
      address: logins.address,
      userAgent: logins.userAgent,
    })
    .from(logins)
    .where(and(eq(logins.userId, person.userId), gt(logins.expiresAt, new Date(now))))
    .orderBy(desc(logins.lastSeenAt), desc(logins.id))
}

/** Ends one sign-in of this person, wherever it is. NotFound where it is not theirs. */
export async function endOwnLogin(db: Db, person: Person, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const gone = await tx
      .delete(logins)
      .where(and(eq(logins.id, id), eq(logins.userId, person.userId)))
      .returning({ id: logins.id })
    if (gone.length === 0) throw new NotFound((t) => t.errors.notFound)
    await notifyRoutes(tx)
  })
}

/** Ends the sign-in of a cookie that is about to be replaced, whoever's it was. */
export async function endLoginOfToken(db: Db, tokenHash: string): Promise<void> {
  await db.delete(logins).where(eq(logins.tokenHash, tokenHash))
}

/** Ends every sign-in of a user, but the viewer's own where `keepOwn`. Theirs, or an admin's to do. */
export async function endLoginsOf(
  db: Db,
  viewer: Viewer,
  userId: string,
  { keepOwn = false } = {},
): Promise<void> {
  const own = viewer !== 'system' && viewer.userId === userId
  if (!own) requireAdmin(viewer)
  await db.transaction(async (tx) => {
    const kept = own && keepOwn ? ne(logins.id, viewer.loginId) : undefined
    await tx.delete(logins).where(and(eq(logins.userId, userId), kept))
    await notifyRoutes(tx)
  })
}

/** Rows of sign-ins that have expired; how many. Proxies learn of it, as nothing else tells them. */
export async function removeExpiredLogins(db: Db, now: number): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(logins)
      .where(lte(logins.expiresAt, new Date(now)))
      .returning({ id: logins.id })
    if (gone.length > 0) await notifyRoutes(tx)
    return gone.length
  })
}

function expiry(began: number, seen: number): Date {
  return new Date(Math.min(began + LOGIN_LIFETIME_MS, seen + LOGIN_IDLE_MS))
}
