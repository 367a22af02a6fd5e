import { and, desc, eq, exists, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { Db } from './client.ts'
import { notifyGoals } from './notify.ts'
import { hosts, profileSnapshots, profiles, sessions, users, workspaces } from './schema.ts'

export type Profile = typeof profiles.$inferSelect

export type ProfileSnapshot = {
  readonly id: string
  readonly size: number
  readonly takenAt: Date
}

/** A profile with what pages show of it. */
export type ProfileRow = Profile & {
  readonly username: string
  readonly icon: string
  readonly tint: number
  /** Bytes; 0 = none. */
  readonly quota: number
  readonly agentName: string | null
  /** The session that holds it now. */
  readonly heldBy: string | undefined
  /** Newest first. */
  readonly snapshots: readonly ProfileSnapshot[]
}

/** A person's own, or those of a user or a workspace for an admin; used last first. */
export async function listProfiles(
  db: Db,
  viewer: Viewer,
  of: { readonly userId: string } | { readonly workspaceId: string } | { readonly id: string },
): Promise<ProfileRow[]> {
  const which =
    'userId' in of
      ? eq(profiles.userId, of.userId)
      : 'id' in of
        ? eq(profiles.id, of.id)
        : eq(profiles.workspaceId, of.workspaceId)
  const rows = await db
    .select({
      profile: profiles,
      username: users.username,
      icon: workspaces.icon,
      tint: workspaces.tint,
      quota: workspaces.profileQuota,
      agentName: hosts.name,
      heldBy: sessions.id,
    })
    .from(profiles)
    .innerJoin(users, eq(users.id, profiles.userId))
    .leftJoin(workspaces, eq(workspaces.id, profiles.workspaceId))
    .leftJoin(hosts, eq(hosts.id, profiles.agentId))
    .leftJoin(sessions, and(eq(sessions.profileId, profiles.id), isNull(sessions.releasedAt)))
    .where(and(which, ownedBy(viewer)))
    .orderBy(sql`${profiles.lastUsedAt} desc nulls last`, profiles.id)
    .limit(200)
  const taken = await db
    .select()
    .from(profileSnapshots)
    .where(
      inArray(
        profileSnapshots.profileId,
        rows.map(({ profile }) => profile.id),
      ),
    )
    .orderBy(desc(profileSnapshots.takenAt))
  const snapshotsOf = Map.groupBy(taken, ({ profileId }) => profileId)
  return rows.map(({ profile, icon, tint, quota, heldBy, ...names }) => ({
    ...profile,
    ...names,
    icon: icon ?? 'monitor',
    tint: tint ?? 0,
    quota: quota ?? 0,
    heldBy: heldBy ?? undefined,
    snapshots: snapshotsOf.get(profile.id) ?? [],
  }))
}

/** Everything in it goes; its snapshots stay. Conflict while a session holds it or work is under way. */
export async function resetProfile(db: Db, viewer: Viewer, id: string): Promise<void> {
  await order(db, viewer, id, (profile) => ({ work: 'reset', agentId: profile.agentId }))
}

/** What was there at a snapshot takes the place of what is there. */
export async function restoreProfile(
  db: Db,
  viewer: Viewer,
  id: string,
  snapshotId: string,
): Promise<void> {
  await order(db, viewer, id, async (_, tx) => {
    const [snapshot] = await tx
      .select()
      .from(profileSnapshots)
      .where(and(eq(profileSnapshots.id, snapshotId), eq(profileSnapshots.profileId, id)))
    if (!snapshot) throw new NotFound((t) => t.errors.notFound)
    // Of a folder that several hosts share, another one may have taken it.
    return { work: 'restore', workSnapshotId: snapshotId, agentId: snapshot.agentId }
  })
}

/** For good, with its snapshots; the row stays until the agent has done it. */
export async function deleteProfile(db: Db, viewer: Viewer, id: string): Promise<void> {
  await order(db, viewer, id, (profile) => ({ work: 'delete', agentId: profile.agentId }))
}

type Order = Pick<Profile, 'agentId'> &
  Partial<Pick<Profile, 'workSnapshotId'>> & { readonly work: NonNullable<Profile['work']> }

async function order(
  db: Db,
  viewer: Viewer,
  id: string,
  make: (profile: Profile, tx: Db) => Order | Promise<Order>,
): Promise<void> {
  await db.transaction(async (tx) => {
    // A launch locks it, too, before it looks: either finds what the other has done.
    const [profile] = await tx
      .select()
      .from(profiles)
      .where(and(eq(profiles.id, id), ownedBy(viewer)))
      .for('update')
    if (!profile) throw new NotFound((t) => t.errors.notFound)
    const held = await tx.$count(
      sessions,
      and(eq(sessions.profileId, id), isNull(sessions.releasedAt)),
    )
    if (held > 0) throw new Conflict((t) => t.profiles.inUse(profile.workspaceName))
    if (profile.work) throw new Conflict((t) => t.profiles.busy(profile.workspaceName))
    const made = await make(profile, tx)
    if (made.agentId === null) {
      // No session of it was ever placed: there is nothing anywhere.
      if (made.work === 'delete') await tx.delete(profiles).where(eq(profiles.id, id))
      return
    }
    await tx
      .update(profiles)
      .set({ ...made, workId: crypto.randomUUID(), trouble: '' })
      .where(eq(profiles.id, id))
    await notifyGoals(tx, made.agentId)
  })
}

function ownedBy(viewer: Viewer): SQL | undefined {
  return viewer === 'system' || viewer.admin ? undefined : eq(profiles.userId, viewer.userId)
}

/** The sessions that hold a profile of this query. */
export function heldProfile(db: Db) {
  return exists(
    db
      .select({ one: sql`1` })
      .from(sessions)
      .where(and(eq(sessions.profileId, profiles.id), isNull(sessions.releasedAt))),
  )
}

/** Those of an agent that it is to know of: with work, or in use. */
export async function profilesForAgent(db: Db, agentId: string) {
  const rows = await db
    .select({ profile: profiles, keep: workspaces.profileSnapshots })
    .from(profiles)
    .leftJoin(workspaces, eq(workspaces.id, profiles.workspaceId))
    .where(
      and(eq(profiles.agentId, agentId), or(sql`${profiles.work} is not null`, heldProfile(db))),
    )
    .orderBy(profiles.id)
  const snapping = rows.filter(({ profile }) => profile.work === 'snapshot')
  const taken = await db
    .select({ id: profileSnapshots.id, profileId: profileSnapshots.profileId })
    .from(profileSnapshots)
    .where(
      inArray(
        profileSnapshots.profileId,
        snapping.map(({ profile }) => profile.id),
      ),
    )
    .orderBy(desc(profileSnapshots.takenAt))
  const takenOf = Map.groupBy(taken, ({ profileId }) => profileId)
  return rows.map(({ profile, keep }) => {
    const older = (takenOf.get(profile.id) ?? []).map(({ id }) => id)
    const kept = profile.workId === null ? [] : [profile.workId, ...older].slice(0, keep ?? 0)
    return { profile, keep: profile.work === 'snapshot' ? kept : [] }
  })
}
