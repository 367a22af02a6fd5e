import { eq } from 'drizzle-orm'
import type { Owner } from '../domain/profile.ts'
import type { Db } from './client.ts'
import { users } from './schema.ts'

/** Whose name and id fill placeholders. */
export async function ownerOf(db: Db, userId: string): Promise<Owner> {
  const [user] = await db
    .select({ username: users.username })
    .from(users)
    .where(eq(users.id, userId))
  return { userId, username: user?.username ?? '' }
}
