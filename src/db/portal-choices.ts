/** What a person chooses for themselves: language, favourites, what opens at sign-in. */
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { type Person, parseId } from '../domain/access.ts'
import { Invalid, NotFound } from '../errors.ts'
import type { Db } from './client.ts'
import { favourites, groupMembers, groups, users } from './schema.ts'
import { visibleWorkspaces } from './tiles.ts'
import type { Workspace } from './workspaces.ts'

/** Empty: what the browser asks for. */
export async function setLanguage(db: Db, person: Person, language: string): Promise<void> {
  await db.update(users).set({ language }).where(eq(users.id, person.userId))
}

/** The ids of the workspaces that this person has marked, also of those that they no longer see. */
export async function listFavourites(db: Db, person: Person): Promise<Set<string>> {
  const rows = await db
    .select({ id: favourites.workspaceId })
    .from(favourites)
    .where(eq(favourites.userId, person.userId))
  return new Set(rows.map(({ id }) => id))
}

/** Idempotent. NotFound where their groups do not show that workspace. */
export async function setFavourite(
  db: Db,
  person: Person,
  workspaceId: string,
  marked: boolean,
): Promise<Workspace> {
  const workspace = (await visibleWorkspaces(db, person)).find(({ id }) => id === workspaceId)
  if (!workspace) throw new NotFound((t) => t.errors.notFound)
  const row = { userId: person.userId, workspaceId }
  if (marked) await db.insert(favourites).values(row).onConflictDoNothing()
  else {
    await db
      .delete(favourites)
      .where(and(eq(favourites.userId, row.userId), eq(favourites.workspaceId, workspaceId)))
  }
  return workspace
}

/** What opens at sign-in: the portal, one workspace, or what the groups say. */
export type Start = 'portal' | 'groups' | { readonly workspaceId: string }

/** Invalid where their groups do not show that workspace. */
export async function setStart(db: Db, person: Person, start: Start): Promise<void> {
  const id = typeof start === 'object' ? start.workspaceId : undefined
  if (id !== undefined && !(await startable(db, person)).some((one) => one.id === id)) {
    throw new Invalid((t) => t.profile.startUnknown, { start: (t) => t.profile.startUnknown })
  }
  const stored = id ?? (start === 'portal' ? 'portal' : '')
  await db.update(users).set({ start: stored }).where(eq(users.id, person.userId))
}

export type StartChoice = {
  /** Their own; `groups` where they made none or it is no longer to be had. */
  readonly own: Start
  /** What their groups open, by the first that says. */
  readonly ofGroups: Workspace | undefined
  /** What they may choose from, by name. */
  readonly choices: readonly Workspace[]
}

export async function findStart(db: Db, person: Person): Promise<StartChoice> {
  const [choices, [user], wanted] = await Promise.all([
    startable(db, person),
    db.select({ start: users.start }).from(users).where(eq(users.id, person.userId)),
    db
      .select({ id: groups.startWorkspaceId })
      .from(groups)
      .innerJoin(groupMembers, eq(groupMembers.groupId, groups.id))
      .where(and(eq(groupMembers.userId, person.userId), isNotNull(groups.startWorkspaceId)))
      .orderBy(asc(groups.priority), asc(groups.name)),
  ])
  const ofGroups = choices.find(({ id }) => id === wanted[0]?.id)
  if (user?.start === 'portal') return { own: 'portal', ofGroups, choices }
  const chosen = choices.find(({ id }) => id === parseId(user?.start ?? ''))
  return { own: chosen ? { workspaceId: chosen.id } : 'groups', ofGroups, choices }
}

/** The workspace that opens when this person signs in; undefined = the portal. */
export async function startWorkspace(db: Db, person: Person): Promise<string | undefined> {
  const { own, ofGroups } = await findStart(db, person)
  if (own === 'portal') return undefined
  return own === 'groups' ? ofGroups?.id : own.workspaceId
}

async function startable(db: Db, person: Person): Promise<Workspace[]> {
  const shown = await visibleWorkspaces(db, person)
  return shown.filter(({ kind }) => kind === 'container')
}
