import { and, eq, isNull } from 'drizzle-orm'
import { ADMINISTRATORS, ALL_USERS } from '../domain/access.ts'
import type { Db } from './client.ts'
import {
  groupMembers,
  groups,
  installation,
  platformKeys,
  users,
  workspaceGroups,
  workspaces,
  zones,
} from './schema.ts'

export type Installation = typeof installation.$inferSelect

/** What a new installation begins with. */
export type Seed = {
  readonly administrator: { readonly username: string; readonly passwordHash: string }
  readonly ticketKey: { readonly publicKey: string; readonly privateKey: Buffer }
  readonly workspaces: readonly (typeof workspaces.$inferInsert)[]
}

/** The one row that says what this installation is, or undefined before the first boot. */
export async function findInstallation(db: Db): Promise<Installation | undefined> {
  const [row] = await db.select().from(installation)
  return row
}

/**
 * Fills an empty database, in one transaction: all of it or nothing. The row of `installation` is the
 * mark that it was done; the caller holds the first-boot lock.
 */
export async function initialise(db: Db, seed: Seed): Promise<Installation> {
  return db.transaction(async (tx) => {
    const [made] = await tx.insert(installation).values({}).returning()
    if (!made) throw new Error('insert into installation returned no row')
    await tx.insert(zones).values({ name: 'default' }).onConflictDoNothing()
    await tx.insert(platformKeys).values({ name: 'ticket', ...seed.ticketKey })
    await tx.insert(groups).values([
      {
        id: ALL_USERS,
        name: 'All Users',
        description: 'Everybody is a member.',
        priority: 1000,
        system: true,
      },
      {
        id: ADMINISTRATORS,
        name: 'Administrators',
        description: 'Members administer everything.',
        priority: 1,
        administrators: true,
        system: true,
      },
    ])
    const [admin] = await tx
      .insert(users)
      .values({ ...seed.administrator, fullName: 'Administrator', mustChangePassword: true })
      .returning({ id: users.id })
    if (!admin) throw new Error('insert into users returned no row')
    await tx.insert(groupMembers).values([
      { groupId: ALL_USERS, userId: admin.id },
      { groupId: ADMINISTRATORS, userId: admin.id },
    ])
    const shown = await tx
      .insert(workspaces)
      .values([...seed.workspaces])
      .returning()
    await tx
      .insert(workspaceGroups)
      .values(shown.map((workspace) => ({ workspaceId: workspace.id, groupId: ALL_USERS })))
    return made
  })
}

export async function findPlatformKey(db: Db, name: string) {
  const [key] = await db.select().from(platformKeys).where(eq(platformKeys.name, name))
  return key
}

/** Is the first boot's administrator, who is as old as the installation, still to replace that password? */
export async function initialPasswordHolds(db: Db): Promise<boolean> {
  const waiting = await db
    .select({ id: users.id })
    .from(users)
    .innerJoin(installation, eq(installation.createdAt, users.createdAt))
    .where(and(eq(users.mustChangePassword, true), isNull(users.deletedAt)))
  return waiting.length > 0
}
