import { and, eq, isNull, sql, sum } from 'drizzle-orm'
import { effectiveCapacity, fits, free, type Resources } from '../domain/capacity.ts'
import { type Candidate, place } from '../domain/placement.ts'
import type { Db } from './client.ts'
import { applyEvent, type Session } from './events.ts'
import { heldByAgent } from './held.ts'
import { agentImages, agents, hosts, sessions } from './schema.ts'

/**
 * Gives a requested session an agent, or fails it with each agent's reason. To be called in the
 * transaction that inserted it. The ranking reads without locks; then the chosen agent's row is locked
 * and its live sessions are summed again, so no two requests can oversubscribe it.
 */
export async function placeSession(
  tx: Db,
  session: Session,
  now: number,
): Promise<Session | undefined> {
  const need = { cores: session.cores, memory: session.memory }
  const verdict = place(await candidates(tx, session.image, now), need)
  const refusals = [...verdict.refusals]
  for (const candidate of verdict.order) {
    const placed = await placeOn(tx, session, candidate.id)
    if (!(placed instanceof Full)) return placed
    const { left } = placed
    if (!left) {
      refusals.push({ agent: candidate.name, reason: { kind: 'disabled' } })
      continue
    }
    const capacity = effectiveCapacity(candidate)
    const short = need.memory > left.memory ? 'memory' : 'cores'
    refusals.push({
      agent: candidate.name,
      reason: { kind: short, free: left[short], of: capacity[short], needed: need[short] },
    })
  }
  return applyEvent(tx, 'system', session.id, 'fail', {
    failure: { kind: 'no place', agents: refusals },
    releasedAt: sql`clock_timestamp()`,
  })
}

/** The agent had less left, once it was locked, than the ranking had thought; undefined: switched off. */
class Full extends Error {
  readonly left: Resources | undefined

  constructor(left: Resources | undefined) {
    super('The agent is full')
    this.left = left
  }
}

/**
 * Tries one agent. Its lock goes with a failed try (a savepoint), since two launches that hold full
 * agents in different orders would wait for each other for ever.
 */
async function placeOn(tx: Db, session: Session, agentId: string) {
  try {
    return await tx.transaction(async (attempt) => {
      const left = await lockAndMeasure(attempt, agentId)
      if (!left || !fits(session, left)) throw new Full(left)
      return applyEvent(attempt, 'system', session.id, 'place', { agentId })
    })
  } catch (error) {
    if (error instanceof Full) return error
    throw error
  }
}

/** Every agent with what placement must know of it for a session of `image`. */
async function candidates(db: Db, image: string, now: number): Promise<Candidate[]> {
  const held = heldByAgent(db)
  const rows = await db
    .select({
      id: agents.id,
      name: hosts.name,
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
    .leftJoin(
      agentImages,
      and(eq(agentImages.agentId, agents.id), eq(agentImages.reference, image)),
    )
    .leftJoin(held, eq(held.agentId, agents.id))
  return rows.map(({ facts, imageState, imageMessage, ...row }) => ({
    id: row.id,
    name: row.name,
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
    .where(and(eq(sessions.agentId, agentId), isNull(sessions.releasedAt)))
  return free(effectiveCapacity(agent), { cores: held?.cores ?? 0, memory: held?.memory ?? 0 })
}
