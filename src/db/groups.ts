import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { ABILITIES, type GroupAbilities, isAbility } from '../domain/abilities.ts'
import { ALL_USERS, type Viewer } from '../domain/access.ts'
import { GROUP_SETTING_NAMES, type GroupSetting } from '../domain/limits.ts'
import { Conflict, Invalid, NotFound, type Say } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import { added, type Choice, dropped } from './choice.ts'
import type { Db } from './client.ts'
import { brokenConstraint } from './failure.ts'
import { keepingAnAdmin } from './last-admin.ts'
import { notifyRoutes } from './notify.ts'
import {
  groupMembers,
  groupSettings,
  groups,
  users,
  workspaceGroups,
  workspaces,
} from './schema.ts'

export type GroupSettings = Readonly<Partial<Record<GroupSetting, number>>>

export type Group = {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Lowest counts first. */
  readonly priority: number
  readonly administrators: boolean
  /** Made by the first boot: keeps its name and cannot be deleted. */
  readonly system: boolean
  readonly members: number
  readonly workspaces: number
}

/** A group with everything that an admin may change of it. */
export type GroupDetail = Group & {
  readonly memberIds: readonly string[]
  readonly workspaceIds: readonly string[]
  readonly settings: GroupSettings
  readonly abilities: GroupAbilities
  /** What opens at the sign-in of its members; null: the portal, or what another group says. */
  readonly startWorkspaceId: string | null
}

export type GroupFields = {
  readonly name: string
  readonly description: string
  readonly priority: number
  readonly members: Choice
  readonly workspaces: Choice
  readonly settings: GroupSettings
  readonly abilities: GroupAbilities
  readonly startWorkspaceId?: string | null
}

/** By priority. */
export async function listGroups(db: Db, viewer: Viewer): Promise<Group[]> {
  requireAdmin(viewer)
  return select(db)
}

export async function findGroup(db: Db, viewer: Viewer, id: string): Promise<GroupDetail> {
  requireAdmin(viewer)
  const [group] = await select(db, id)
  if (!group) throw new NotFound((t) => t.errors.notFound)
  const members = await db
    .select({ id: groupMembers.userId })
    .from(groupMembers)
    .where(eq(groupMembers.groupId, id))
  const shown = await db
    .select({ id: workspaceGroups.workspaceId })
    .from(workspaceGroups)
    .where(eq(workspaceGroups.groupId, id))
  const set = await db.select().from(groupSettings).where(eq(groupSettings.groupId, id))
  const [own] = await db
    .select({ start: groups.startWorkspaceId })
    .from(groups)
    .where(eq(groups.id, id))
  const settings: Partial<Record<GroupSetting, number>> = {}
  const abilities: { -readonly [Name in keyof GroupAbilities]: boolean } = {}
  for (const { name, value } of set) {
    const known = GROUP_SETTING_NAMES.find((one) => one === name)
    if (known) settings[known] = value
    if (isAbility(name)) abilities[name] = value !== 0
  }
  return {
    ...group,
    memberIds: members.map((member) => member.id),
    workspaceIds: shown.map((workspace) => workspace.id),
    settings,
    abilities,
    startWorkspaceId: own?.start ?? null,
  }
}

export async function createGroup(db: Db, viewer: Viewer, fields: GroupFields): Promise<string> {
  requireAdmin(viewer)
  return refuseTakenName(fields.name, () =>
    db.transaction(async (tx) => {
      const { name, description, priority, startWorkspaceId = null } = fields
      const [made] = await tx
        .insert(groups)
        .values({ name, description, priority, startWorkspaceId })
        .returning({ id: groups.id })
      if (!made) throw new Error('insert into groups returned no row')
      await setMembers(tx, made.id, { chosen: fields.members.chosen })
      await setWorkspaces(tx, made.id, { chosen: fields.workspaces.chosen })
      await setSettings(tx, made.id, fields)
      await notifyRoutes(tx)
      return made.id
    }),
  )
}

/** A built-in group keeps its name; All Users keeps its members, which are everybody. */
export async function updateGroup(
  db: Db,
  viewer: Viewer,
  id: string,
  fields: GroupFields,
): Promise<void> {
  requireAdmin(viewer)
  await refuseTakenName(fields.name, () =>
    keepingAnAdmin(db, async (tx) => {
      const [before] = await tx.select().from(groups).where(eq(groups.id, id)).for('no key update')
      if (!before) throw new NotFound((t) => t.errors.notFound)
      if (before.system && fields.name !== before.name) {
        throw invalid('name', (t) => t.refusals.groupSystemName(before.name))
      }
      const { name, description, priority, startWorkspaceId } = fields
      const changes = startWorkspaceId === undefined ? {} : { startWorkspaceId }
      await tx
        .update(groups)
        .set({ name, description, priority, ...changes })
        .where(eq(groups.id, id))
      if (id !== ALL_USERS) await setMembers(tx, id, fields.members)
      await setWorkspaces(tx, id, fields.workspaces)
      await setSettings(tx, id, fields)
      // What sessions may exchange follows from groups.
      await notifyRoutes(tx)
    }),
  )
}

export async function setPriority(
  db: Db,
  viewer: Viewer,
  id: string,
  priority: number,
): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    await tx.update(groups).set({ priority }).where(eq(groups.id, id))
    await notifyRoutes(tx)
  })
}

export async function deleteGroup(db: Db, viewer: Viewer, id: string): Promise<void> {
  requireAdmin(viewer)
  const gone = await db.transaction(async (tx) => {
    await notifyRoutes(tx)
    return tx
      .delete(groups)
      .where(and(eq(groups.id, id), eq(groups.system, false)))
      .returning({ id: groups.id })
  })
  if (gone.length > 0) return
  const [kept] = await select(db, id)
  if (!kept) throw new NotFound((t) => t.errors.notFound)
  throw new Conflict((t) => t.refusals.groupSystem)
}

/** What an admin may choose from: everybody, and every workspace, by name. */
export async function listChoices(db: Db, viewer: Viewer) {
  requireAdmin(viewer)
  const people = await db
    .select({ id: users.id, username: users.username, fullName: users.fullName })
    .from(users)
    .where(isNull(users.deletedAt))
    .orderBy(asc(sql`lower(${users.username})`))
  const offered = await db
    .select({ id: workspaces.id, name: workspaces.name })
    .from(workspaces)
    .orderBy(asc(sql`lower(${workspaces.name})`))
  return { people, workspaces: offered }
}

function select(db: Db, id?: string): Promise<Group[]> {
  const members = sql<number>`(select count(*)::int from ${groupMembers} where ${groupMembers.groupId} = ${groups.id})`
  const shown = sql<number>`(select count(*)::int from ${workspaceGroups} where ${workspaceGroups.groupId} = ${groups.id})`
  return db
    .select({
      id: groups.id,
      name: groups.name,
      description: groups.description,
      priority: groups.priority,
      administrators: groups.administrators,
      system: groups.system,
      members,
      workspaces: shown,
    })
    .from(groups)
    .where(id === undefined ? undefined : eq(groups.id, id))
    .orderBy(groups.priority, asc(sql`lower(${groups.name})`))
}

async function setMembers(db: Db, groupId: string, members: Choice) {
  const wanted = added(members)
  const known = await db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, wanted), isNull(users.deletedAt)))
  if (known.length !== wanted.length) throw invalid('members', (t) => t.refusals.userUnknown)
  const gone = and(eq(groupMembers.groupId, groupId), dropped(groupMembers.userId, members))
  await db.delete(groupMembers).where(gone)
  if (wanted.length === 0) return
  const rows = wanted.map((userId) => ({ groupId, userId }))
  await db.insert(groupMembers).values(rows).onConflictDoNothing()
}

async function setWorkspaces(db: Db, groupId: string, choice: Choice) {
  const wanted = added(choice)
  const known = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(inArray(workspaces.id, wanted))
  if (known.length !== wanted.length) {
    throw invalid('workspaces', (t) => t.refusals.workspaceUnknown)
  }
  const gone = and(
    eq(workspaceGroups.groupId, groupId),
    dropped(workspaceGroups.workspaceId, choice),
  )
  await db.delete(workspaceGroups).where(gone)
  if (wanted.length === 0) return
  const rows = wanted.map((workspaceId) => ({ workspaceId, groupId }))
  await db.insert(workspaceGroups).values(rows).onConflictDoNothing()
}

async function setSettings(
  db: Db,
  groupId: string,
  { settings, abilities }: Pick<GroupFields, 'settings' | 'abilities'>,
) {
  await db.delete(groupSettings).where(eq(groupSettings.groupId, groupId))
  const limits = GROUP_SETTING_NAMES.flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [{ groupId, name, value }]
  })
  const switches = ABILITIES.flatMap((name) => {
    const on = abilities[name]
    return on === undefined ? [] : [{ groupId, name, value: on ? 1 : 0 }]
  })
  const rows = [...limits, ...switches]
  if (rows.length > 0) await db.insert(groupSettings).values(rows)
}

async function refuseTakenName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (brokenConstraint(error) !== 'groups_name_unique') throw error
    throw invalid('name', (t) => t.refusals.groupTaken(name))
  }
}

function invalid(field: string, say: Say): Invalid {
  return new Invalid((t) => t.refusals.invalid(1), { [field]: say })
}
