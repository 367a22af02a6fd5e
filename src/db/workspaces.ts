import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { LIVE_STATES } from '../domain/session.ts'
import { Invalid, NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import { added, type Choice, dropped } from './choice.ts'
import type { Db } from './client.ts'
import { notifyAllGoals, notifyRoutes } from './notify.ts'
import { settleProfiles } from './profile-work.ts'
import { agentImages, groups, sessions, workspaceGroups, workspaces } from './schema.ts'
import { deleteSession } from './sessions.ts'
import { inOrder, nextPosition } from './workspace-order.ts'

export type Workspace = typeof workspaces.$inferSelect

type Containing = Pick<Workspace, 'runConfig' | 'execConfig' | 'volumes' | 'devices' | 'network'>
type Found = Pick<Workspace, 'tags' | 'zones' | 'labels' | 'web'>
type Optional = 'abilitiesOff' | 'maxSessions' | 'maxPerUser' | keyof Containing | keyof Found

/** What an admin may set; what is absent stays as it is. */
export type WorkspaceFields = Omit<Workspace, 'id' | 'createdAt' | 'position' | Optional> &
  Partial<Containing & Found> & {
    readonly abilitiesOff?: string[]
    readonly maxSessions?: number
    readonly maxPerUser?: number
    readonly groups: Choice
  }

export type WorkspaceRow = Workspace & {
  /** Names, by priority. */
  readonly groups: readonly string[]
  /** Why an agent cannot get its image. */
  readonly problem: string | undefined
}

/** In their order. */
export async function listWorkspaces(db: Db, viewer: Viewer): Promise<WorkspaceRow[]> {
  requireAdmin(viewer)
  const found = await db
    .select()
    .from(workspaces)
    .orderBy(...inOrder)
  const shown = await db
    .select({ workspaceId: workspaceGroups.workspaceId, name: groups.name })
    .from(workspaceGroups)
    .innerJoin(groups, eq(groups.id, workspaceGroups.groupId))
    .orderBy(groups.priority, groups.name)
  const failed = await db
    .select({ reference: agentImages.reference, message: agentImages.message })
    .from(agentImages)
    .where(eq(agentImages.state, 'failed'))
  const groupsOf = Map.groupBy(shown, (row) => row.workspaceId)
  const problems = new Map(failed.map((row) => [row.reference, row.message]))
  return found.map((workspace) => ({
    ...workspace,
    groups: (groupsOf.get(workspace.id) ?? []).map((group) => group.name),
    problem: workspace.kind === 'container' ? problems.get(workspace.image) : undefined,
  }))
}

/** One workspace with its groups and how many sessions of it live. */
export async function findWorkspace(db: Db, viewer: Viewer, id: string) {
  requireAdmin(viewer)
  const [workspace] = await db.select().from(workspaces).where(eq(workspaces.id, id))
  if (!workspace) throw new NotFound((t) => t.errors.notFound)
  const shown = await db
    .select({ groupId: workspaceGroups.groupId })
    .from(workspaceGroups)
    .where(eq(workspaceGroups.workspaceId, id))
  const live = await db.$count(
    sessions,
    and(eq(sessions.workspaceId, id), inArray(sessions.state, [...LIVE_STATES])),
  )
  return { ...workspace, groupIds: shown.map((row) => row.groupId), sessions: live }
}

export async function createWorkspace(
  db: Db,
  viewer: Viewer,
  { groups: choice, ...fields }: WorkspaceFields,
): Promise<string> {
  requireAdmin(viewer)
  return db.transaction(async (tx) => {
    const [made] = await tx
      .insert(workspaces)
      .values({ ...fields, position: await nextPosition(tx) })
      .returning({ id: workspaces.id })
    if (!made) throw new Error('insert into workspaces returned no row')
    await setGroups(tx, made.id, { chosen: choice.chosen })
    // Which images agents are to have follows from the enabled workspaces.
    await notifyAllGoals(tx)
    return made.id
  })
}

/** Sessions keep what they were launched with; only what they may exchange changes for all at once. */
export async function updateWorkspace(
  db: Db,
  viewer: Viewer,
  id: string,
  { groups: choice, ...fields }: WorkspaceFields,
): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(workspaces)
      .set(fields)
      .where(eq(workspaces.id, id))
      .returning({ id: workspaces.id })
    if (changed.length === 0) throw new NotFound((t) => t.errors.notFound)
    await setGroups(tx, id, choice)
    await notifyAllGoals(tx)
    await notifyRoutes(tx)
  })
}

/** Who has a session of one that is disabled keeps it; nobody launches another. */
export async function setEnabled(
  db: Db,
  viewer: Viewer,
  ids: readonly string[],
  enabled: boolean,
): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    await tx
      .update(workspaces)
      .set({ enabled })
      .where(inArray(workspaces.id, [...ids]))
    await notifyAllGoals(tx)
  })
}

/** Asks for the end of its sessions first; their rows outlive it. */
export async function deleteWorkspace(db: Db, viewer: Viewer, id: string): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    // Waits for launches that are under way: their sessions are among those below.
    await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(eq(workspaces.id, id))
      .for('update')
    const open = await tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, id), isNull(sessions.releasedAt)))
    for (const session of open) await deleteSession(tx, viewer, session.id)
    const gone = await tx
      .delete(workspaces)
      .where(eq(workspaces.id, id))
      .returning({ id: workspaces.id })
    if (gone.length === 0) throw new NotFound((t) => t.errors.notFound)
    // What people kept of it goes with it, as soon as its last sessions have ended.
    await settleProfiles(tx)
    await notifyAllGoals(tx)
  })
}

async function setGroups(db: Db, workspaceId: string, choice: Choice) {
  const wanted = added(choice)
  const known = await db.select({ id: groups.id }).from(groups).where(inArray(groups.id, wanted))
  if (known.length !== wanted.length) {
    throw new Invalid((t) => t.refusals.invalid(1), { groups: (t) => t.refusals.groupUnknown })
  }
  const gone = and(
    eq(workspaceGroups.workspaceId, workspaceId),
    dropped(workspaceGroups.groupId, choice),
  )
  await db.delete(workspaceGroups).where(gone)
  if (wanted.length === 0) return
  const rows = wanted.map((groupId) => ({ workspaceId, groupId }))
  await db.insert(workspaceGroups).values(rows).onConflictDoNothing()
}
