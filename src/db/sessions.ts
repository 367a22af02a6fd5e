import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm'
import type { Person, Viewer } from '../domain/access.ts'
import {
  type ContainerSettings,
  type ContainerWish,
  containerSettings,
  ownRun,
  personalPart,
} from '../domain/container-settings.ts'
import { effectiveSettings, GROUP_SETTING_NAMES, type GroupSetting } from '../domain/limits.ts'
import { type Owner, personalize } from '../domain/profile.ts'
import { LIVE_STATES } from '../domain/session.ts'
import { Conflict, NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { applyEvent, type Session, visibleTo } from './events.ts'
import { insertSession } from './new-session.ts'
import { notifyGoals } from './notify.ts'
import { ownerOf } from './owner.ts'
import { candidates, placeSession } from './placement.ts'
import { leaseProfile } from './profile-lease.ts'
import { markUsed } from './profile-work.ts'
import { claimReady } from './ready-sessions.ts'
import { orderRuns } from './run-orders.ts'
import {
  groupMembers,
  groupSettings,
  groups,
  hosts,
  profiles,
  sessionEvents,
  sessions,
  users,
  workspaceGroups,
  workspaces,
} from './schema.ts'

export type LaunchRequest = {
  readonly workspaceId: string
  /** The same key again answers with the same session. */
  readonly requestKey: string
  /** The page that a browser in it is to open. */
  readonly url?: string | undefined
  /** The manager's time, by which agents are judged. */
  readonly now: number
  /** Sealed by the caller: the database never sees it. */
  readonly sealedPassword: Buffer
  /** The password of a ready session, sealed for this request instead of that of `from`. */
  readonly sealAnew?: (sealed: Buffer, from: string) => Buffer
  /** To go without what the workspace keeps for this person. */
  readonly withoutProfile?: boolean
}

/**
 * A session for this person, placed on an agent or failed with each agent's reason, in one transaction.
 * Throws NotFound where their groups do not show the workspace, Conflict at a limit of theirs, ProfileHeld
 * where it is to have a profile that cannot be had now.
 */
export async function launchSession(
  db: Db,
  person: Person,
  request: LaunchRequest,
): Promise<Session> {
  return db.transaction(async (tx) => {
    // One launch of a person at a time: the count below must not race with itself.
    await tx.select({ id: users.id }).from(users).where(eq(users.id, person.userId)).for('update')
    // One statement each, so that all are on their way before the first is answered.
    const [[again], workspace, limits, [live]] = await Promise.all([
      tx
        .select()
        .from(sessions)
        .where(
          and(eq(sessions.userId, person.userId), eq(sessions.requestKey, request.requestKey)),
        ),
      findLaunchable(tx, person, request.workspaceId),
      settingsOf(tx, person.userId),
      tx
        .select({ count: count() })
        .from(sessions)
        .where(and(eq(sessions.userId, person.userId), inArray(sessions.state, [...LIVE_STATES]))),
    ])
    if (again) return again
    if (!workspace) throw new NotFound((t) => t.errors.notFound)
    if (!workspace.enabled) throw new Conflict((t) => t.reasons.notLaunchable)
    if ((live?.count ?? 0) >= limits.maxSessions.value) {
      const { value, origin } = limits.maxSessions
      throw new Conflict((t) => t.reasons.tooMany(value, origin?.name))
    }
    await requireRoomIn(tx, person, workspace)
    const profile = request.withoutProfile ? undefined : await leaseProfile(tx, person, workspace)
    const { settings, owner } = await settingsFor(tx, person, workspace)
    const { exec } = settings
    const minutes = limits.sessionMinutes.value
    const { url } = request
    // A container that runs is told of an address by a command, or not at all.
    const plain = !profile && workspace.poolSize > 0 && (!url || exec?.assign || exec?.go)
    if (plain && request.sealAnew) {
      const { requestKey, sealAnew } = request
      const claim = { requestKey, sealAnew, minutes, settings }
      const ready = await claimReady(tx, person, workspace, claim)
      if (ready) {
        const go = url !== undefined && !exec?.assign ? (['go'] as const) : []
        await orderRuns(tx, ready, ['assign', ...go], owner, url)
        if (exec && ready.agentId) await notifyGoals(tx, ready.agentId)
        return ready
      }
    }
    const told = url === undefined || exec?.go ? {} : { CASEMENT_URL: url }
    const environment = { ...settings.environment, ...told }
    const [session, agents] = await Promise.all([
      insertSession(tx, workspace, {
        userId: person.userId,
        profileId: profile?.id ?? null,
        settings: { ...settings, environment },
        requestKey: request.requestKey,
        sealedPassword: request.sealedPassword,
        expiresAt: minutes > 0 ? sql`now() + make_interval(mins => ${minutes})` : null,
      }),
      candidates(tx, workspace.image, request.now),
    ])
    await orderRuns(tx, session, ['first_launch', ...(url ? (['go'] as const) : [])], owner, url)
    // A volume is where it was made; a folder is on storage that all agents share.
    const only = profile?.kind === 'volume' ? profile.agentId : null
    const placed = await placeSession(tx, session, agents, {
      only: only ?? undefined,
      restriction: workspace,
    })
    if (!placed) throw new Error(`session ${session.id} could be neither placed nor failed`)
    if (profile && placed.agentId !== null) {
      await markUsed(tx, placed.id, profile.id, placed.agentId)
    }
    return placed
  })
}

/** With the person's name and id where the workspace asks for them. */
async function settingsFor(
  tx: Db,
  { userId }: Person,
  workspace: ContainerWish,
): Promise<{ settings: ContainerSettings; owner: Owner | undefined }> {
  const settings = containerSettings(workspace)
  if (!personalPart(settings) && !settings.exec) return { settings, owner: undefined }
  const owner = await ownerOf(tx, userId)
  const entries = Object.entries(settings.environment)
  const environment = Object.fromEntries(
    entries.map(([name, value]) => [name, personalize(value, owner)]),
  )
  return { settings: { ...settings, environment, run: ownRun(settings.run, owner) }, owner }
}

/** A workspace that this person sees. Until this transaction ends its deletion waits, and then finds the session. */
async function findLaunchable(db: Db, person: Person, workspaceId: string) {
  const shown = db
    .select({ one: sql`1` })
    .from(workspaceGroups)
    .innerJoin(groupMembers, eq(groupMembers.groupId, workspaceGroups.groupId))
    .where(
      and(eq(workspaceGroups.workspaceId, workspaces.id), eq(groupMembers.userId, person.userId)),
    )
  const [workspace] = await db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.id, workspaceId), eq(workspaces.kind, 'container'), exists(shown)))
    .for('key share')
  return workspace
}

type Bounded = Pick<typeof workspaces.$inferSelect, 'id' | 'name' | 'maxSessions' | 'maxPerUser'>

/** Refuses where as many sessions of the workspace live as it allows, in all or to one person. */
async function requireRoomIn(db: Db, { userId }: Person, workspace: Bounded): Promise<void> {
  const { id, name, maxSessions, maxPerUser } = workspace
  if (maxSessions === 0 && maxPerUser === 0) return
  // One launch of a workspace at a time: the counts below must not race with themselves.
  if (maxSessions > 0) {
    const own = eq(workspaces.id, id)
    await db.select({ id: workspaces.id }).from(workspaces).where(own).for('no key update')
  }
  const [live] = await db
    .select({
      all: count(),
      own: sql`count(*) filter (where ${eq(sessions.userId, userId)})`.mapWith(Number),
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.workspaceId, id),
        isNotNull(sessions.userId),
        inArray(sessions.state, [...LIVE_STATES]),
      ),
    )
  if (maxPerUser > 0 && (live?.own ?? 0) >= maxPerUser) {
    throw new Conflict((t) => t.reasons.tooManyOfWorkspace(maxPerUser, name))
  }
  if (maxSessions > 0 && (live?.all ?? 0) >= maxSessions) {
    throw new Conflict((t) => t.reasons.workspaceFull(maxSessions, name))
  }
}

/** What a person's groups allow them, each value with the group that set it; nobody's: the defaults. */
export async function settingsOf(db: Db, userId: string | null) {
  const rows = await db
    .select({ group: groups, name: groupSettings.name, value: groupSettings.value })
    .from(groupMembers)
    .innerJoin(groups, eq(groups.id, groupMembers.groupId))
    .leftJoin(groupSettings, eq(groupSettings.groupId, groups.id))
    .where(userId === null ? sql`false` : eq(groupMembers.userId, userId))
  const byGroup = Map.groupBy(rows, (row) => row.group.id)
  return effectiveSettings(
    [...byGroup.values()].flatMap((settings) => {
      const group = settings[0]?.group
      if (!group) return []
      const values: Partial<Record<GroupSetting, number>> = {}
      for (const { name, value } of settings) {
        const known = GROUP_SETTING_NAMES.find((one) => one === name)
        if (known && value !== null) values[known] = value
      }
      return [{ id: group.id, name: group.name, priority: group.priority, settings: values }]
    }),
  )
}

/** A session with the names that pages show beside it. */
export type SessionRow = Session & {
  /** Null while it is ready in a pool. */
  readonly username: string | null
  readonly agentName: string | null
  /** Bytes of what it keeps for its person, and how many it may be; 0 = any. */
  readonly profileSize: number | null
  readonly profileQuota: number | null
}

/** What lists of sessions are sorted by; within equals, by id. */
export const SESSION_KEYS = {
  started: ({ createdAt }: { createdAt: SQLWrapper }) => sql`${createdAt}`,
  workspace: ({ workspaceName }: { workspaceName: SQLWrapper }) => sql`lower(${workspaceName})`,
  /** Those that nobody has yet come first. */
  person: (_: object, { username }: { username: SQLWrapper }) =>
    sql`lower(coalesce(${username}, ''))`,
}

export type SessionOrder = {
  readonly by?: keyof typeof SESSION_KEYS
  readonly ascending?: boolean
  readonly limit?: number
}

/** Sessions that fit `where`, newest first, at most 200. Authorization is the caller's to put into it. */
export async function sessionRows(
  db: Db,
  where: SQL | undefined,
  { by = 'started', ascending = false, limit = 200 }: SessionOrder = {},
): Promise<SessionRow[]> {
  const turn = ascending ? asc : desc
  const rows = await db
    .select({
      session: sessions,
      username: users.username,
      agentName: hosts.name,
      profileSize: profiles.size,
      profileQuota: workspaces.profileQuota,
    })
    .from(sessions)
    .leftJoin(users, eq(users.id, sessions.userId))
    .leftJoin(hosts, eq(hosts.id, sessions.agentId))
    .leftJoin(profiles, eq(profiles.id, sessions.profileId))
    .leftJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
    .where(where)
    .orderBy(turn(SESSION_KEYS[by](sessions, users)), turn(sessions.id))
    .limit(limit)
  return rows.map(({ session, ...names }) => ({ ...session, ...names }))
}

/** One session, or NotFound: also where it exists and is somebody else's. */
export async function findSession(db: Db, viewer: Viewer, id: string): Promise<SessionRow> {
  const [session] = await sessionRows(db, and(eq(sessions.id, id), visibleTo(viewer)))
  if (!session) throw new NotFound((t) => t.errors.notFound)
  return session
}

/** A person's own sessions that live or that failed and were not put away yet, newest first. */
export async function listOwnSessions(db: Db, person: Person): Promise<SessionRow[]> {
  const shown = or(inArray(sessions.state, [...LIVE_STATES]), eq(sessions.state, 'failed'))
  return sessionRows(db, and(eq(sessions.userId, person.userId), shown))
}

/** What happened to a session, newest first, with who did it. */
export async function listEvents(db: Db, viewer: Viewer, sessionId: string) {
  await findSession(db, viewer, sessionId)
  return db
    .select({ event: sessionEvents, actor: users.username })
    .from(sessionEvents)
    .leftJoin(users, eq(users.id, sessionEvents.actorId))
    .where(eq(sessionEvents.sessionId, sessionId))
    .orderBy(desc(sessionEvents.id))
}

/**
 * Asks for the end of a session. Idempotent: a session that is ending or has ended stays as it is, a
 * failed one is put away. NotFound where it is not this viewer's.
 */
export async function deleteSession(db: Db, viewer: Viewer, id: string): Promise<void> {
  const moved =
    (await applyEvent(db, viewer, id, 'delete')) ?? (await applyEvent(db, viewer, id, 'dismiss'))
  if (!moved) await findSession(db, viewer, id)
}

/**
 * Ends a session without waiting for its agent: the row is over and what it held is free at once. The
 * agent removes the container whenever it can, since nothing wants it any more. Idempotent; for admins.
 */
export async function forceEnd(db: Db, viewer: Viewer, id: string): Promise<void> {
  requireAdmin(viewer)
  const releasedAt = sql`coalesce(${sessions.releasedAt}, clock_timestamp())`
  if (await applyEvent(db, viewer, id, 'force', { releasedAt })) return
  // It may be over already and hold its capacity still: a failed one that was put away.
  const { agentId } = await findSession(db, viewer, id)
  await db.update(sessions).set({ releasedAt }).where(eq(sessions.id, id))
  if (agentId) await notifyGoals(db, agentId)
}

/** Asks for the end of all that a user has open; how many. For an admin who removes the user. */
export async function requestDeleteOfUserSessions(
  db: Db,
  viewer: Viewer,
  userId: string,
): Promise<number> {
  const open = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.releasedAt), visibleTo(viewer)))
  for (const { id } of open) await deleteSession(db, viewer, id)
  return open.length
}
