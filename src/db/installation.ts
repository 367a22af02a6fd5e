import { eq, sql } from 'drizzle-orm'
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

/** Has the administrator of the first boot set a password of their own? */
export async function someoneMustChangePassword(db: Db): Promise<boolean> {
  const [row] = await db
    .select({ waiting: sql<boolean>`bool_or(${users.mustChangePassword})` })
    .from(users)
  return row?.waiting ?? false
}

/** What System Info shows of the database. */
export async function databaseFacts(db: Db) {
  const [row] = await db.execute<{ version: string; size: string; migrations: string }>(sql`
    select current_setting('server_version') as version,
           pg_database_size(current_database())::text as size,
           (select count(*) from drizzle.__drizzle_migrations)::text as migrations`)
  return {
    version: row?.version ?? '',
    size: Number(row?.size ?? 0),
    migrations: Number(row?.migrations ?? 0),
  }
}
