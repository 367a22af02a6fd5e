import { and, eq, isNotNull, isNull, notExists, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { keepingAnAdmin } from './last-admin.ts'
import { endLoginsOf } from './logins.ts'
import { settleProfiles } from './profile-work.ts'
import { groupMembers, profiles, sessions, users } from './schema.ts'
import { requestDeleteOfUserSessions } from './sessions.ts'

/**
 * Signs them out for ever, frees their name and asks for the end of their sessions. The row stays until
 * agents have confirmed it: sessions hold capacity while a container of theirs may still run.
 */
export async function deleteUser(db: Db, viewer: Viewer, id: string): Promise<void> {
  requireAdmin(viewer)
  await keepingAnAdmin(db, async (tx) => {
    const gone = await tx
      .update(users)
      .set({
        deletedAt: sql`now()`,
        disabled: true,
        // No name that can be typed has a #.
        username: sql`${users.username} || '#' || left(${users.id}::text, 8)`,
      })
      .where(and(eq(users.id, id), isNull(users.deletedAt)))
      .returning({ id: users.id })
    if (gone.length === 0) throw new NotFound((t) => t.errors.notFound)
    await tx.delete(groupMembers).where(eq(groupMembers.userId, id))
    await endLoginsOf(tx, viewer, id)
    await requestDeleteOfUserSessions(tx, viewer, id)
    await settleProfiles(tx)
    await forgetDeletedUsers(tx)
  })
}

/** Rows of deleted users whose sessions and profiles are all gone from their agents. */
export async function forgetDeletedUsers(db: Db): Promise<void> {
  const held = db
    .select({ one: sql`1` })
    .from(sessions)
    .where(and(eq(sessions.userId, users.id), isNull(sessions.releasedAt)))
  const kept = db.select({ one: sql`1` }).from(profiles).where(eq(profiles.userId, users.id))
  await db.delete(users).where(and(isNotNull(users.deletedAt), notExists(held), notExists(kept)))
}
