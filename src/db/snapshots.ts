import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { ABILITIES, abilitiesOn } from '../domain/abilities.ts'
import { WANTED_STATES } from '../domain/session.ts'
import { abilitiesByPerson } from './abilities.ts'
import type { Db } from './client.ts'
import { agentImages, agents, logins, profiles, sessions, users, workspaces } from './schema.ts'

/** The sessions of one agent that are not over there: what it is to have, and what it is to be rid of. */
export async function sessionsForAgent(db: Db, agentId: string) {
  const rows = await db
    .select({ session: sessions, profile: profiles })
    .from(sessions)
    .leftJoin(profiles, eq(profiles.id, sessions.profileId))
    .where(and(eq(sessions.agentId, agentId), isNull(sessions.releasedAt)))
    .orderBy(sessions.createdAt)
  const wanted: readonly string[] = WANTED_STATES
  return rows.map(({ session, profile }) => ({
    session,
    profile: profile ?? undefined,
    wanted: wanted.includes(session.state),
  }))
}

/** Images that every agent is to have, and how often an admin asked to try one again. */
export async function imagesForAgent(db: Db, agentId: string) {
  const [rows, asked] = await Promise.all([
    db
      .selectDistinct({ image: workspaces.image })
      .from(workspaces)
      .where(and(eq(workspaces.enabled, true), eq(workspaces.kind, 'container'))),
    db.select().from(agentImages).where(eq(agentImages.agentId, agentId)),
  ])
  return {
    images: rows.map((row) => row.image).sort(),
    retries: Object.fromEntries(asked.map(({ reference, retries }) => [reference, retries])),
  }
}

/**
 * Every session that a browser can be brought to, with the sign-ins that may open it and what may cross
 * to and from it; `abilities` is undefined where that is everything, which it mostly is.
 */
export async function routableSessions(db: Db, now: number) {
  const alive = db
    .select({
      userId: logins.userId,
      ids: sql<string[]>`array_agg(${logins.id}::text order by ${logins.id}::text)`.as('ids'),
    })
    .from(logins)
    .where(gt(logins.expiresAt, new Date(now)))
    .groupBy(logins.userId)
    .as('alive')
  const { id, userId, agentId, host, port, password, requestKey, web, state, releasedAt } = sessions
  const rows = await db
    .select({
      id,
      userId: users.id,
      agentId,
      host,
      port,
      password,
      requestKey,
      web,
      logins: alive.ids,
      abilitiesOff: workspaces.abilitiesOff,
    })
    .from(sessions)
    .leftJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
    .innerJoin(users, and(eq(users.id, userId), eq(users.disabled, false)))
    .innerJoin(alive, eq(alive.userId, userId))
    // The last says nothing new, but names the index of the few that are not history.
    .where(and(or(eq(state, 'running'), eq(state, 'lost')), isNull(releasedAt)))
    .orderBy(id)
  const abilitiesOf = await abilitiesByPerson(db)
  return rows.flatMap(({ abilitiesOff, ...row }) => {
    const { host, port } = row
    if (host === null || port === null) return []
    const on = abilitiesOn(abilitiesOf(row.userId, abilitiesOff ?? []))
    const abilities = on.length === ABILITIES.length ? undefined : on
    return [{ ...row, host, port, abilities }]
  })
}

/** The sealed gateways of all agents that have one. */
export async function sealedGateways(db: Db) {
  const { id, gateway } = agents
  const rows = await db.select({ id, gateway }).from(agents).where(isNotNull(gateway)).orderBy(id)
  return rows.flatMap(({ id, gateway }) => (gateway ? [{ id, gateway }] : []))
}
