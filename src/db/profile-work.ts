import { and, eq, inArray, isNotNull, isNull, not, notInArray, or, sql } from 'drizzle-orm'
import type { ProfileFact } from '../contract/checkin.ts'
import type { Db } from './client.ts'
import { notifyGoals } from './notify.ts'
import { heldProfile, type Profile } from './profiles.ts'
import { profileSnapshots, profiles, sessionEvents, users, workspaces } from './schema.ts'

/**
 * Orders what is due of profiles that nobody holds: a snapshot after a session that ran, and the end of
 * those whose person or workspace was deleted. Level-triggered: whoever calls it late orders it late.
 */
export async function settleProfiles(db: Db, agentId?: string): Promise<void> {
  const here = agentId === undefined ? undefined : eq(profiles.agentId, agentId)
  const idle = and(here, isNull(profiles.work), not(heldProfile(db)))
  const owner = db.select({ id: users.id }).from(users).where(isNotNull(users.deletedAt))
  const abandoned = or(isNull(profiles.workspaceId), inArray(profiles.userId, owner))
  const nowhere = await db
    .delete(profiles)
    .where(and(here, isNull(profiles.agentId), not(heldProfile(db)), abandoned))
    .returning({ id: profiles.id })
  const doomed = await db
    .update(profiles)
    .set({ work: 'delete', workId: sql`gen_random_uuid()`, trouble: '' })
    .where(and(idle, abandoned))
    .returning({ agentId: profiles.agentId })
  // One that never ran changed nothing worth a snapshot, and must not push out those of better days.
  const ran = sql`exists (select 1 from ${sessionEvents}
    where ${sessionEvents.sessionId} = ${profiles.usedBy} and ${sessionEvents.event} = 'ready')`
  const keep = sql`coalesce((select ${workspaces.profileSnapshots} from ${workspaces}
    where ${workspaces.id} = ${profiles.workspaceId}), 0)`
  const used = await db
    .update(profiles)
    .set({
      work: sql`case when ${keep} > 0 and ${ran} then 'snapshot' else 'measure' end`,
      workId: sql`gen_random_uuid()`,
      usedBy: null,
      trouble: '',
    })
    .where(and(idle, isNotNull(profiles.usedBy)))
    .returning({ agentId: profiles.agentId })
  const agents = new Set(
    [...nowhere, ...doomed, ...used].flatMap((row) =>
      'agentId' in row && row.agentId !== null ? [row.agentId] : [],
    ),
  )
  for (const agent of agents) await notifyGoals(db, agent)
}

/** Takes in what an agent says of its profiles: sizes, and what work is done. */
export async function recordProfiles(
  db: Db,
  agentId: string,
  facts: readonly ProfileFact[],
): Promise<void> {
  if (facts.length === 0) return
  const known = await db
    .select()
    .from(profiles)
    .where(
      and(
        eq(profiles.agentId, agentId),
        inArray(
          profiles.id,
          facts.map(({ profile }) => profile),
        ),
      ),
    )
  for (const profile of known) {
    const fact = facts.find((one) => one.profile === profile.id)
    if (!fact) continue
    if (profile.workId !== null && fact.done === profile.workId) await conclude(db, profile, fact)
    else await note(db, profile, fact)
  }
}

async function note(db: Db, profile: Profile, { size, problem = '' }: ProfileFact) {
  const measured = size === undefined || size === profile.size ? {} : measuredAs(size)
  const trouble = profile.work === null ? '' : problem
  if (Object.keys(measured).length === 0 && trouble === profile.trouble) return
  await db
    .update(profiles)
    .set({ ...measured, trouble })
    .where(eq(profiles.id, profile.id))
}

function measuredAs(size: number) {
  return { size, measuredAt: sql`now()` }
}

/** The work of a profile is done, so that a session may have it again; once, however often it is told. */
async function conclude(db: Db, profile: Profile, fact: ProfileFact): Promise<void> {
  const { id, work, workId, agentId } = profile
  await db.transaction(async (tx) => {
    const free = { work: null, workId: null, workSnapshotId: null, trouble: '' }
    const changed = await tx
      .update(profiles)
      .set({ ...free, ...(fact.size === undefined ? {} : measuredAs(fact.size)) })
      .where(and(eq(profiles.id, id), eq(profiles.workId, workId ?? '')))
      .returning({ id: profiles.id })
    if (changed.length === 0) return
    if (work === 'delete') await tx.delete(profiles).where(eq(profiles.id, id))
    if (work === 'snapshot' && agentId) await keepOnly(tx, id, agentId, workId, fact)
    if (agentId) await notifyGoals(tx, agentId)
  })
}

/** The new one, and of the older ones those that the agent still has. */
async function keepOnly(
  tx: Db,
  profileId: string,
  agentId: string,
  snapshot: string | null,
  { archives = [] }: ProfileFact,
) {
  const made = archives.find(({ id }) => id === snapshot)
  if (made) await tx.insert(profileSnapshots).values({ ...made, profileId, agentId })
  await tx.delete(profileSnapshots).where(
    and(
      eq(profileSnapshots.profileId, profileId),
      eq(profileSnapshots.agentId, agentId),
      notInArray(
        profileSnapshots.id,
        archives.map(({ id }) => id),
      ),
    ),
  )
}

/** From the moment that a session is placed, what it has may change there. */
export async function markUsed(tx: Db, sessionId: string, profileId: string, agentId: string) {
  await tx
    .update(profiles)
    .set({ agentId, usedBy: sessionId, lastUsedAt: sql`now()` })
    .where(eq(profiles.id, profileId))
}
