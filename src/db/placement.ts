import { and, desc, eq, isNull, sql, sum } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { effectiveCapacity, fits, free, type Resources } from '../domain/capacity.ts'
import {
  type Candidate,
  type PlacementRefusal,
  type PlacementWish,
  place,
  refusal,
} from '../domain/placement.ts'
import { ANYWHERE, allLabels, type Restriction } from '../domain/restriction.ts'
import type { Db } from './client.ts'
import { applyEvent, type Session, type SessionPatch } from './events.ts'
import { heldByAgent, holding } from './held.ts'
import {
  type AgentRefusal,
  agentImages,
  agents,
  hosts,
  sessions,
  workspaces,
  zones,
} from './schema.ts'

/**
 * Gives a requested session an agent, or fails it with each agent's reason. To be called in the
 * transaction that inserted it. `all` are ranked as they were read, without locks; then the chosen agent's
 * row is locked and its live sessions are summed again, so no two requests can oversubscribe it.
 */
export async function placeSession(
  tx: Db,
  session: Session,
  all: readonly Candidate[],
  wish: PlacementWish = {},
): Promise<Session | undefined> {
  const need = { cores: session.cores, memory: session.memory }
  const whole = { ...wish, run: session.run ?? undefined }
  const verdict = place(all, need, whole)
  const refusals = [...verdict.refusals]
  for (const candidate of verdict.order) {
    const placed = await placeOn(tx, session, candidate.id)
    if (!(placed instanceof Full)) return placed
    refusals.push({ agent: candidate.name, reason: shortage(candidate, need, placed.left) })
  }
  if (!wish.patient) {
    const made = await placeInstead(tx, session, all, whole)
    if (made) return made
  }
  return applyEvent(tx, 'system', session.id, 'fail', {
    failure: { kind: 'no place', agents: refusals },
    releasedAt: sql`clock_timestamp()`,
  })
}

/**
 * Gives a stopped session its place back, on the agent that has its files and on no other; or leaves it
 * stopped, with that agent's reason on the row. Undefined where it is not stopped (any more).
 */
export async function placeAgain(
  tx: Db,
  viewer: Viewer,
  session: Session,
  now: number,
  time: Pick<SessionPatch, 'expiresAt' | 'extensions'>,
): Promise<Session | undefined> {
  const { agentId } = session
  const need = { cores: session.cores, memory: session.memory }
  const all = agentId === null ? [] : await candidates(tx, session.image, now, agentId)
  // Its container is there already; what became of the image does not matter.
  const own = all.map((agent): Candidate => ({ ...agent, image: 'ready' }))
  const run = session.run ?? undefined
  const wish = { restriction: await restrictionOf(tx, session), run }
  const { order, refusals } = place(own, need, wish)
  const [chosen = own.find((agent) => isShort(agent, need, wish))] = order
  if (chosen) {
    const how = { event: 'restart', viewer, time, instead: true } as const
    const placed = await placeOn(tx, session, chosen.id, how)
    if (!(placed instanceof Full)) return placed
    const reason = shortage(chosen, need, placed.left)
    return refuse(tx, session, [{ agent: chosen.name, reason }])
  }
  return refuse(tx, session, refusals)
}

/** That of its workspace now, since starting again is a placement; none where the workspace is gone. */
async function restrictionOf(tx: Db, { workspaceId }: Session): Promise<Restriction> {
  if (workspaceId === null) return ANYWHERE
  const { zones, labels } = workspaces
  const [found] = await tx
    .select({ zones, labels })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return found ?? ANYWHERE
}

function refuse(tx: Db, session: Session, agents: readonly AgentRefusal[]) {
  return applyEvent(tx, 'system', session.id, 'refuse', { failure: { kind: 'no place', agents } })
}

/** Room that only ready sessions hold is a person's: as many of them end at once as it takes. */
async function placeInstead(
  tx: Db,
  session: Session,
  all: readonly Candidate[],
  wish: PlacementWish,
): Promise<Session | undefined> {
  for (const candidate of all) {
    if (!isShort(candidate, session, wish)) continue
    const placed = await placeOn(tx, session, candidate.id, { instead: true })
    if (!(placed instanceof Full)) return placed
  }
  return undefined
}

/** Nothing but room is in the way of a session there, if anything is. */
function isShort(agent: Candidate, need: Resources, wish: PlacementWish): boolean {
  const reason = refusal(agent, need, wish)?.kind
  return reason === undefined || reason === 'cores' || reason === 'memory'
}

/**
 * Ends ready sessions of an agent, those that do not run yet first, until this one fits; what is left
 * then. Their containers go as soon as the agent can: nobody is in them, and no goal names them.
 */
async function makeRoom(tx: Db, agentId: string, need: Resources, left: Resources) {
  let { cores, memory } = left
  while (!fits(need, { cores, memory })) {
    const [ready] = await tx
      .select()
      .from(sessions)
      .where(and(eq(sessions.agentId, agentId), isNull(sessions.userId), holding()))
      .orderBy(sql`${sessions.state} = 'running'`, desc(sessions.createdAt))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!ready) break
    await applyEvent(tx, 'system', ready.id, 'force', { releasedAt: sql`clock_timestamp()` })
    cores += ready.cores
    memory += ready.memory
  }
  return { cores, memory }
}

/** Why an agent that the ranking had chosen did not take it; `left` undefined: it was switched off. */
function shortage(
  agent: Candidate,
  need: Resources,
  left: Resources | undefined,
): PlacementRefusal {
  if (!left) return { kind: 'disabled' }
  const short = need.memory > left.memory ? 'memory' : 'cores'
  const of = effectiveCapacity(agent)[short]
  return { kind: short, free: left[short], of, needed: need[short] }
}

/** The agent had less left, once it was locked, than the ranking had thought; undefined: switched off. */
class Full extends Error {
  readonly left: Resources | undefined

  constructor(left: Resources | undefined) {
    super('The agent is full')
    this.left = left
  }
}

type Attempt = {
  readonly event?: 'place' | 'restart'
  readonly viewer?: Viewer
  readonly time?: SessionPatch
  /** Ready sessions go where that makes room. */
  readonly instead?: boolean
}

/**
 * Tries one agent. Its lock goes with a failed try (a savepoint), since two launches that hold full
 * agents in different orders would wait for each other for ever.
 */
async function placeOn(
  tx: Db,
  session: Session,
  agentId: string,
  { event = 'place', viewer = 'system', time = {}, instead = false }: Attempt = {},
) {
  try {
    return await tx.transaction(async (attempt) => {
      const free = await lockAndMeasure(attempt, agentId)
      const left = free && instead ? await makeRoom(attempt, agentId, session, free) : free
      if (!left || !fits(session, left)) throw new Full(left)
      return applyEvent(attempt, viewer, session.id, event, {
        ...time,
        agentId,
        failure: null,
      })
    })
  } catch (error) {
    if (error instanceof Full) return error
    throw error
  }
}

/** Every agent, or one, with what placement must know of it for a session of `image`. */
export async function candidates(
  db: Db,
  image: string,
  now: number,
  only?: string,
): Promise<Candidate[]> {
  const held = heldByAgent(db)
  const rows = await db
    .select({
      id: agents.id,
      name: hosts.name,
      zone: zones.name,
      labels: agents.labels,
      ownLabels: agents.ownLabels,
      enabled: agents.enabled,
      cores: agents.cores,
      memory: agents.memory,
      coresOverride: agents.coresOverride,
      memoryOverride: agents.memoryOverride,
      facts: agents.facts,
      checkedInAt: agents.checkedInAt,
      imageState: agentImages.state,
      imageMessage: agentImages.message,
      heldCores: held.cores,
      heldMemory: held.memory,
      heldSessions: held.sessions,
    })
    .from(agents)
    .innerJoin(hosts, eq(hosts.id, agents.id))
    .innerJoin(zones, eq(zones.id, hosts.zoneId))
    .leftJoin(
      agentImages,
      and(eq(agentImages.agentId, agents.id), eq(agentImages.reference, image)),
    )
    .leftJoin(held, eq(held.agentId, agents.id))
    .where(only === undefined ? undefined : eq(agents.id, only))
  return rows.map(({ facts, imageState, imageMessage, ...row }) => ({
    id: row.id,
    name: row.name,
    zone: row.zone,
    labels: allLabels(row),
    enabled: row.enabled,
    cores: row.cores,
    memory: row.memory,
    coresOverride: row.coresOverride,
    memoryOverride: row.memoryOverride,
    silentMs: row.checkedInAt ? now - row.checkedInAt.getTime() : Number.POSITIVE_INFINITY,
    dockerProblem: facts?.docker.problem,
    image: imageOf(imageState),
    imageProblem: imageMessage ?? undefined,
    allocated: { cores: row.heldCores ?? 0, memory: row.heldMemory ?? 0 },
    sessions: row.heldSessions ?? 0,
    offers: facts?.offers,
  }))
}

function imageOf(state: typeof agentImages.$inferSelect.state | null): Candidate['image'] {
  if (state === 'ready' || state === 'failed') return state
  return state === 'pulling' || state === 'building' ? 'on its way' : 'absent'
}

/** What is free on an agent, true until this transaction ends. */
async function lockAndMeasure(tx: Db, agentId: string): Promise<Resources | undefined> {
  const [agent] = await tx.select().from(agents).where(eq(agents.id, agentId)).for('update')
  if (!agent?.enabled) return undefined
  const [held] = await tx
    .select({
      cores: sum(sessions.cores).mapWith(Number),
      memory: sum(sessions.memory).mapWith(Number),
    })
    .from(sessions)
    .where(and(eq(sessions.agentId, agentId), holding()))
  return free(effectiveCapacity(agent), { cores: held?.cores ?? 0, memory: held?.memory ?? 0 })
}
