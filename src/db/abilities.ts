import { and, eq, exists, inArray, isNull, sql } from 'drizzle-orm'
import {
  ABILITIES,
  type Ability,
  type GroupAbilities,
  type GroupWithAbilities,
  groupAbilities,
  isAbility,
  type SwitchedOff,
  sessionAbilities,
} from '../domain/abilities.ts'
import type { Db } from './client.ts'
import type { Session } from './events.ts'
import { groupMembers, groupSettings, groups, sessions, workspaces } from './schema.ts'

/** What a person's groups allow, each ability with the group that says so. */
export async function abilitiesOf(db: Db, userId: string) {
  return groupAbilities(await switchingGroups(db, userId))
}

/** What may cross to and from a session, and who has switched off what may not. */
export async function abilitiesOfSession(
  db: Db,
  session: Pick<Session, 'userId' | 'workspaceId'>,
): Promise<Readonly<Record<Ability, SwitchedOff>>> {
  const { userId, workspaceId } = session
  const [groups, off] = await Promise.all([
    userId === null ? [] : switchingGroups(db, userId),
    workspaceId === null ? [] : offInWorkspace(db, workspaceId),
  ])
  return sessionAbilities(groups, off)
}

async function offInWorkspace(db: Db, id: string): Promise<readonly string[]> {
  const off = workspaces.abilitiesOff
  const [workspace] = await db.select({ off }).from(workspaces).where(eq(workspaces.id, id))
  return workspace?.off ?? []
}

/**
 * The same for all who have sessions that answer, in two statements however many they are. People in the
 * same groups are worked out once.
 */
export async function abilitiesByPerson(db: Db) {
  const switching = await switchingGroups(db)
  const byId = new Map(switching.map((group) => [group.id, group]))
  const known = new Map<string, Readonly<Record<Ability, SwitchedOff>>>()
  const memberships = await membershipsIn(db, [...byId.keys()])
  return (userId: string, offInWorkspace: readonly string[]) => {
    const ids = memberships.get(userId) ?? []
    const key = [...ids, '', ...offInWorkspace].join(' ')
    const before = known.get(key)
    if (before) return before
    const theirs = ids.flatMap((id) => byId.get(id) ?? [])
    const found = sessionAbilities(theirs, offInWorkspace)
    known.set(key, found)
    return found
  }
}

/** The groups that say anything about abilities; with `userId`, those of this person. */
async function switchingGroups(db: Db, userId?: string): Promise<GroupWithAbilities[]> {
  const theirs = db
    .select({ one: sql`1` })
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groups.id), eq(groupMembers.userId, userId ?? '')))
  const rows = await db
    .select({
      id: groups.id,
      name: groups.name,
      priority: groups.priority,
      ability: groupSettings.name,
      value: groupSettings.value,
    })
    .from(groupSettings)
    .innerJoin(groups, eq(groups.id, groupSettings.groupId))
    .where(
      and(
        inArray(groupSettings.name, [...ABILITIES]),
        userId === undefined ? undefined : exists(theirs),
      ),
    )
  const byGroup = Map.groupBy(rows, (row) => row.id)
  return [...byGroup.values()].flatMap((settings) => {
    const [group] = settings
    if (!group) return []
    const abilities: { -readonly [Name in keyof GroupAbilities]: boolean } = {}
    for (const { ability, value } of settings) {
      if (isAbility(ability)) abilities[ability] = value !== 0
    }
    return [{ id: group.id, name: group.name, priority: group.priority, abilities }]
  })
}

/** Which of these groups people are in who have a session that is not over, by person. */
async function membershipsIn(db: Db, groupIds: readonly string[]) {
  if (groupIds.length === 0) return new Map<string, string[]>()
  const live = db
    .select({ one: sql`1` })
    .from(sessions)
    .where(and(eq(sessions.userId, groupMembers.userId), isNull(sessions.releasedAt)))
  const rows = await db
    .select({
      userId: groupMembers.userId,
      ids: sql<string[]>`array_agg(${groupMembers.groupId}::text order by ${groupMembers.groupId})`,
    })
    .from(groupMembers)
    .where(and(inArray(groupMembers.groupId, [...groupIds]), exists(live)))
    .groupBy(groupMembers.userId)
  return new Map(rows.map(({ userId, ids }) => [userId, ids]))
}
