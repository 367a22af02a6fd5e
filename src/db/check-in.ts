import { and, eq, inArray, isNull, ne, notInArray, sql } from 'drizzle-orm'
import type { CheckIn, HostFacts, ImageFact, SessionFact } from '../contract/checkin.ts'
import type { SessionState } from '../domain/session.ts'
import type { Db } from './client.ts'
import { applyEvent, deadline, type Session, type SessionPatch } from './events.ts'
import { notifyGoals, notifyRoutes, notifySession } from './notify.ts'
import { recordProfiles, settleProfiles } from './profile-work.ts'
import { recordRuns } from './run-orders.ts'
import { agentImages, agents, hosts, type SessionFailure, sessions } from './schema.ts'

/** These have a container, or it is gone for good. */
const RAN: readonly SessionState[] = ['running', 'paused', 'stopping', 'stopped', 'restarting']

/** Nothing of these is wanted; `deleted` too, as a failed one may be put away before it is gone. */
const OVER: readonly SessionState[] = ['deleting', 'failed', 'deleted']

/** Where its gateway is, sealed, and the mark of what is sealed; both null where it has none. */
export type SealedGateway = {
  readonly gateway: Buffer | null
  readonly gatewayMark: string | null
}

const NO_GATEWAY: SealedGateway = { gateway: null, gatewayMark: null }

/**
 * Takes in what an agent sees. Facts of an older generation, or of a session that is not this agent's,
 * change nothing; so does a fact that the session's state does not allow (it came late).
 */
export async function recordCheckIn(
  db: Db,
  agentId: string,
  checkIn: CheckIn,
  gateway = NO_GATEWAY,
): Promise<void> {
  await Promise.all([
    recordHost(db, agentId, checkIn.host, gateway),
    recordSessions(db, agentId, checkIn.sessions),
    recordProfiles(db, agentId, checkIn.profiles ?? []),
    recordRuns(db, agentId, checkIn.runs ?? []),
  ])
  // Last, since somebody waits for each of the sessions.
  await recordImages(db, agentId, checkIn.images)
}

async function recordHost(
  db: Db,
  agentId: string,
  host: HostFacts,
  gateway: SealedGateway,
): Promise<void> {
  await db.transaction(async (tx) => {
    // It comes again within seconds: a crash may forget it, and nobody has to wait for the disk.
    await tx.execute(sql`set local synchronous_commit = off`)
    await tx
      .update(agents)
      .set({ facts: host, cores: host.cores, memory: host.memory, checkedInAt: sql`now()` })
      .where(eq(agents.id, agentId))
    await tx
      .update(hosts)
      .set({ lastSeenAt: sql`now()`, version: host.version })
      .where(eq(hosts.id, agentId))
    const news = await tx
      .update(agents)
      .set(gateway)
      .where(
        and(
          eq(agents.id, agentId),
          sql`${agents.gatewayMark} is distinct from ${gateway.gatewayMark}::text`,
        ),
      )
      .returning({ id: agents.id })
    if (news.length > 0) await notifyRoutes(tx)
  })
}

async function recordSessions(
  db: Db,
  agentId: string,
  facts: readonly SessionFact[],
): Promise<void> {
  if (facts.length === 0) return
  const known = await db
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.agentId, agentId),
        isNull(sessions.releasedAt),
        inArray(
          sessions.id,
          facts.map((fact) => fact.session),
        ),
      ),
    )
  const byId = new Map(known.map((session) => [session.id, session]))
  for (const fact of facts) {
    const session = byId.get(fact.session)
    if (session?.generation !== fact.generation) continue
    if (fact.turn !== undefined && fact.turn !== session.turn) continue
    await recordSession(db, session, fact)
    await recordTrouble(db, session, fact)
  }
}

async function recordSession(db: Db, session: Session, fact: SessionFact): Promise<void> {
  const apply = (event: Parameters<typeof applyEvent>[3], patch?: SessionPatch) =>
    applyEvent(db, 'system', session.id, event, patch)
  switch (fact.state) {
    case 'absent':
      if (OVER.includes(session.state)) return release(db, session)
      if (RAN.includes(session.state) || (session.state === 'lost' && session.host)) {
        await apply('fail', { failure: { kind: 'vanished' }, releasedAt: sql`clock_timestamp()` })
      }
      return
    case 'pulling':
      if (session.state !== 'pulling') await apply('pull', { percent: fact.percent ?? 0 })
      else await progress(db, session, fact.percent ?? 0)
      return
    case 'starting':
      if (session.state !== 'starting') await apply('start')
      return
    case 'running':
      return recordRunning(db, session, fact)
    case 'paused':
      return
    case 'stopped':
      // Frozen it could only be ended by the end of its machine.
      if (session.state === 'paused') await apply('halt', { failure: { kind: 'cut off' } })
      else await apply('halt')
      return
    case 'exited': {
      const byItself = session.state === 'running' || session.state === 'paused'
      if (fact.exitCode === 0 && !fact.outOfMemory && byItself) await apply('delete')
      else await apply(...endOf(session, endingOf(session, fact)))
      return
    }
    case 'failed':
      await apply(...endOf(session, problemOf(session, fact)))
      return
  }
}

/** What could not be started again keeps its files; anything else that fails ends. */
function endOf({ state }: Session, failure: SessionFailure): ['fail' | 'halt', SessionPatch] {
  return [state === 'restarting' ? 'halt' : 'fail', { failure }]
}

function endingOf(session: Session, fact: SessionFact): SessionFailure {
  if (fact.outOfMemory) return { kind: 'out of memory', limit: session.memory }
  const said = fact.said === undefined ? {} : { said: fact.said }
  return { kind: 'exited', exitCode: fact.exitCode ?? -1, ...said }
}

function problemOf(session: Session, fact: SessionFact): SessionFailure {
  const problem = fact.problem ?? ''
  // An older agent does not say what failed; before a start it was nearly always the image.
  const early = session.state === 'pulling' || session.state === 'placing'
  const failed = fact.failed ?? (early ? 'image' : 'container')
  return failed === 'image'
    ? { kind: 'image', image: session.image, problem }
    : { kind: 'container', problem }
}

/** What is in the way of a session, for those who wait for it. A failure has its own place. */
async function recordTrouble(db: Db, session: Session, fact: SessionFact): Promise<void> {
  const trouble = fact.state === 'failed' ? '' : (fact.problem ?? '')
  // Its state may have changed a moment ago, which clears what the row read here says.
  if (trouble === '' && session.trouble === '') return
  const changed = await db
    .update(sessions)
    .set({ trouble })
    .where(
      and(eq(sessions.id, session.id), isNull(sessions.releasedAt), ne(sessions.trouble, trouble)),
    )
    .returning({ id: sessions.id })
  if (changed.length > 0) await notifySession(db, session.id, session.userId)
}

async function recordRunning(db: Db, session: Session, fact: SessionFact): Promise<void> {
  if (!fact.address) return
  const { host, port } = fact.address
  const outOfMemory = fact.outOfMemory ?? session.outOfMemory
  if (session.state !== 'running') {
    await applyEvent(db, 'system', session.id, 'ready', { host, port, outOfMemory })
    return
  }
  const same = session.host === host && session.port === port && session.outOfMemory === outOfMemory
  if (same) return
  await db.update(sessions).set({ host, port, outOfMemory }).where(eq(sessions.id, session.id))
  await notifyRoutes(db)
  await notifySession(db, session.id, session.userId)
}

/** The agent confirmed that nothing of it is left: its capacity is free. */
async function release(db: Db, session: Session): Promise<void> {
  const releasedAt = sql`clock_timestamp()`
  const gone = await applyEvent(db, 'system', session.id, 'gone', { releasedAt })
  if (!gone) {
    await db
      .update(sessions)
      .set({ releasedAt })
      .where(and(eq(sessions.id, session.id), isNull(sessions.releasedAt)))
    if (session.agentId) await notifyGoals(db, session.agentId)
  }
  if (session.profileId && session.agentId) await settleProfiles(db, session.agentId)
}

/** A pull that moves may go on: its deadline moves along. */
async function progress(db: Db, session: Session, percent: number): Promise<void> {
  if (percent === session.percent) return
  await db
    .update(sessions)
    .set({ percent, deadlineAt: deadline('pulling') })
    .where(and(eq(sessions.id, session.id), eq(sessions.state, 'pulling')))
  await notifySession(db, session.id, session.userId)
}

async function recordImages(db: Db, agentId: string, facts: readonly ImageFact[]): Promise<void> {
  const known = await db.select().from(agentImages).where(eq(agentImages.agentId, agentId))
  const references = facts.map((fact) => fact.reference)
  if (known.some(({ reference }) => !references.includes(reference))) {
    await db
      .delete(agentImages)
      .where(
        and(
          eq(agentImages.agentId, agentId),
          references.length > 0 ? notInArray(agentImages.reference, references) : undefined,
        ),
      )
  }
  for (const { reference, state, percent, message, size, id: imageId = '' } of facts) {
    const values = { state, percent, message, size, imageId }
    const before = known.find((image) => image.reference === reference)
    if (before && Bun.deepEquals(values, pick(before))) continue
    await db
      .insert(agentImages)
      .values({ agentId, reference, ...values })
      .onConflictDoUpdate({
        target: [agentImages.agentId, agentImages.reference],
        set: { ...values, updatedAt: sql`now()` },
      })
  }
}

/** What a fact says of an image. */
function pick({ state, percent, message, size, imageId }: typeof agentImages.$inferSelect) {
  return { state, percent, message, size, imageId }
}
