import { and, eq } from 'drizzle-orm'
import { Conflict } from '../errors.ts'
import type { Db } from './client.ts'
import { groupMembers, groups, users } from './schema.ts'

/**
 * Runs a change that may take away an admin, and refuses it where none would be left. Changes of this
 * kind wait for each other, or two admins could remove one another at the same moment.
 */
export async function keepingAnAdmin<T>(db: Db, change: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    const administering = eq(groups.administrators, true)
    await tx
      .select({ id: groups.id })
      .from(groups)
      .where(administering)
      .orderBy(groups.id)
      .for('no key update')
    const result = await change(tx)
    const [left] = await tx
      .select({ id: users.id })
      .from(users)
      .innerJoin(groupMembers, eq(groupMembers.userId, users.id))
      .innerJoin(groups, eq(groups.id, groupMembers.groupId))
      .where(and(administering, eq(users.disabled, false)))
      .limit(1)
    if (!left) throw new Conflict((t) => t.refusals.lastAdmin)
    return result
  })
}
