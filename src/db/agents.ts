import { and, eq, isNull, sql } from 'drizzle-orm'
import type { HostFacts } from '../contract/checkin.ts'
import type { Viewer } from '../domain/access.ts'
import { effectiveCapacity, type Resources } from '../domain/capacity.ts'
import { NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { heldByAgent } from './held.ts'
import { notifyGoals } from './notify.ts'
import { agentImages, agents, hosts, sessions, workspaces, zones } from './schema.ts'
import type { SessionRow } from './sessions.ts'
import { sessionRows } from './sessions.ts'

/** An agent with what is promised of it. */
export type AgentSummary = {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly zone: string
  /** Given by an admin, and by its own configuration. */
  readonly labels: readonly string[]
  readonly ownLabels: readonly string[]
  readonly enabled: boolean
  readonly real: Resources
  readonly effective: Resources
  readonly coresOverride: number
  readonly memoryOverride: number
  readonly allocated: Resources
  readonly sessions: number
  readonly facts: HostFacts | undefined
  readonly checkedInAt: Date | undefined
}

/** Every agent, by name. */
export async function listAgents(db: Db, viewer: Viewer): Promise<AgentSummary[]> {
  requireAdmin(viewer)
  const held = heldByAgent(db)
  const rows = await db
    .select({
      agent: agents,
      name: hosts.name,
      version: hosts.version,
      zone: zones.name,
      cores: held.cores,
      memory: held.memory,
      sessions: held.sessions,
    })
    .from(agents)
    .innerJoin(hosts, eq(hosts.id, agents.id))
    .innerJoin(zones, eq(zones.id, hosts.zoneId))
    .leftJoin(held, eq(held.agentId, agents.id))
    .orderBy(hosts.name)
  return rows.map(({ agent, name, version, zone, cores, memory, sessions }) => ({
    id: agent.id,
    name,
    version,
    zone,
    labels: agent.labels,
    ownLabels: agent.ownLabels,
    enabled: agent.enabled,
    real: { cores: agent.cores, memory: agent.memory },
    effective: effectiveCapacity(agent),
    coresOverride: agent.coresOverride,
    memoryOverride: agent.memoryOverride,
    allocated: { cores: cores ?? 0, memory: memory ?? 0 },
    sessions: sessions ?? 0,
    facts: agent.facts ?? undefined,
    checkedInAt: agent.checkedInAt ?? undefined,
  }))
}

export async function findAgent(db: Db, viewer: Viewer, id: string): Promise<AgentSummary> {
  const agent = (await listAgents(db, viewer)).find((one) => one.id === id)
  if (!agent) throw new NotFound((t) => t.errors.notFound)
  return agent
}

/** Sessions that hold something of an agent, newest first. */
export async function sessionsOn(db: Db, viewer: Viewer, agentId: string): Promise<SessionRow[]> {
  requireAdmin(viewer)
  return sessionRows(db, and(eq(sessions.agentId, agentId), isNull(sessions.releasedAt)))
}

export type AgentSettings = {
  readonly enabled: boolean
  /** 0 = none. */
  readonly coresOverride: number
  readonly memoryOverride: number
  readonly labels: string[]
}

/** What is absent stays as it is. Takes effect at the next placement; what runs is left alone. */
export async function setAgent(
  db: Db,
  viewer: Viewer,
  id: string,
  settings: Partial<AgentSettings>,
): Promise<void> {
  requireAdmin(viewer)
  const changed = await db.update(agents).set(settings).where(eq(agents.id, id)).returning()
  if (changed.length === 0) throw new NotFound((t) => t.errors.notFound)
}

/** Each image on each agent, with the enabled workspaces that need it. */
export async function listImages(db: Db, viewer: Viewer) {
  requireAdmin(viewer)
  const states = await db
    .select({ image: agentImages, agent: hosts.name })
    .from(agentImages)
    .innerJoin(hosts, eq(hosts.id, agentImages.agentId))
    .orderBy(agentImages.reference, hosts.name)
  const wanted = await db
    .select({ image: workspaces.image, name: workspaces.name })
    .from(workspaces)
    .where(and(eq(workspaces.enabled, true), eq(workspaces.kind, 'container')))
    .orderBy(workspaces.name)
  const references = new Set([
    ...wanted.map(({ image }) => image),
    ...states.map(({ image }) => image.reference),
  ])
  return [...references].sort().map((reference) => ({
    reference,
    usedBy: wanted.filter(({ image }) => image === reference).map(({ name }) => name),
    agents: states.filter(({ image }) => image.reference === reference),
  }))
}

/** Tells one agent to try an image again now that failed. */
export async function retryImage(
  db: Db,
  viewer: Viewer,
  agentId: string,
  reference: string,
): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    const asked = await tx
      .update(agentImages)
      .set({ retries: sql`${agentImages.retries} + 1` })
      .where(and(eq(agentImages.agentId, agentId), eq(agentImages.reference, reference)))
      .returning()
    if (asked.length === 0) throw new NotFound((t) => t.errors.notFound)
    await notifyGoals(tx, agentId)
  })
}
