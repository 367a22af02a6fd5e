import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { type ContainerSettings, containerSettings } from '../domain/container-settings.ts'
import { SILENT_AFTER_MS } from '../domain/placement.ts'
import { outside, type Whereabouts } from '../domain/restriction.ts'
import type { Db } from './client.ts'
import { eachAlone } from './each-alone.ts'
import { applyEvent, type Session } from './events.ts'
import { insertSession } from './new-session.ts'
import { notifyRoutes, notifySession } from './notify.ts'
import { candidates, placeSession } from './placement.ts'
import { orderRuns } from './run-orders.ts'
import { agentImages, agents, hosts, sessionEvents, sessions, workspaces, zones } from './schema.ts'

type Workspace = typeof workspaces.$inferSelect

/** Makes a password and seals it for a session of this key. */
export type SealPassword = (requestKey: string) => Buffer

/** A ready session that nobody renews ends by itself: a version that knows no pools leaves none behind. */
const LIFE_MINUTES = 10
/** So many are begun in one round, so that people's launches are not behind all of them. */
const AT_ONCE = 3
/** After so many failures within `FAILURES_MINUTES` a workspace waits. */
const MOST_FAILURES = 3
const FAILURES_MINUTES = 5

/** On their way, or there. */
const ON_HAND = ['requested', 'placing', 'pulling', 'starting', 'running'] as const

/** What is ready for whoever comes, of all workspaces. Nobody's, and never anybody's before. */
const isReady = isNull(sessions.userId)

/**
 * Makes ready sessions what workspaces want: as many, of the image and settings of now, and none of a
 * workspace that is off. To be called every few seconds, on one manager at a time.
 */
export async function refillReady(db: Db, now: number, seal: SealPassword): Promise<void> {
  const wanting = await db
    .select()
    .from(workspaces)
    .where(
      and(
        gt(workspaces.poolSize, 0),
        eq(workspaces.enabled, true),
        eq(workspaces.kind, 'container'),
        eq(workspaces.profile, 'off'),
      ),
    )
  const there = await readySessions(db)
  const kept = await endUnwanted(db, there, wanting)
  await renew(db, kept)
  await putAwayFailed(db)
  for (const workspace of wanting) {
    const on = kept.filter(({ workspaceId }) => workspaceId === workspace.id)
    const missing = Math.min(workspace.poolSize - on.length, AT_ONCE)
    if (missing <= 0 || (await failsOften(db, workspace.id))) continue
    for (let made = 0; made < missing; made++) {
      if (!(await addReady(db, workspace, now, seal))) break
    }
  }
}

/** `at`: where its agent is, and what it has. */
type Ready = Session & { readonly imageNow: string | null; readonly at: Whereabouts | undefined }

const whereabouts = { zone: zones.name, labels: agents.labels, ownLabels: agents.ownLabels }

function readySessions(db: Db): Promise<Ready[]> {
  return db
    .select({ session: sessions, imageNow: agentImages.imageId, ...whereabouts })
    .from(sessions)
    .leftJoin(agents, eq(agents.id, sessions.agentId))
    .leftJoin(hosts, eq(hosts.id, agents.id))
    .leftJoin(zones, eq(zones.id, hosts.zoneId))
    .leftJoin(
      agentImages,
      and(eq(agentImages.agentId, sessions.agentId), eq(agentImages.reference, sessions.image)),
    )
    .where(and(isReady, isNull(sessions.releasedAt), inArray(sessions.state, [...ON_HAND, 'lost'])))
    .orderBy(asc(sessions.createdAt))
    .then((rows) =>
      rows.map(({ session, imageNow, zone, labels, ownLabels }) => {
        const at =
          zone === null ? undefined : { zone, labels: [...(labels ?? []), ...(ownLabels ?? [])] }
        return { ...session, imageNow, at }
      }),
    )
}

/** Ends those that no longer fit, or are too many; gives back the others. */
async function endUnwanted(
  db: Db,
  there: readonly Ready[],
  wanting: readonly Workspace[],
): Promise<Ready[]> {
  const kept: Ready[] = []
  const unwanted: Ready[] = []
  // Those that run first: they are ready now, and the last to be too many.
  const order = there.toSorted(
    (a, b) => Number(b.state === 'running') - Number(a.state === 'running'),
  )
  for (const session of order) {
    const workspace = wanting.find(({ id }) => id === session.workspaceId)
    const others = kept.filter(({ workspaceId }) => workspaceId === session.workspaceId).length
    const fits = workspace && others < workspace.poolSize && isCurrent(session, workspace)
    // One whose host is silent is of no use, and comes to its end when the host comes back.
    if (fits && session.state !== 'lost') kept.push(session)
    else unwanted.push(session)
  }
  await eachAlone(unwanted, ({ id }) => endReady(db, id))
  return kept
}

function isCurrent(session: Ready, workspace: Workspace): boolean {
  const { image, cores, memory } = workspace
  const { sharedMemory, environment, run, exec } = containerSettings(workspace)
  const renewed =
    session.pooledImage !== null &&
    session.imageNow !== null &&
    session.imageNow !== '' &&
    session.pooledImage !== session.imageNow
  const moved = session.at !== undefined && outside(session.at, workspace) !== undefined
  return (
    !renewed &&
    !moved &&
    session.image === image &&
    session.cores === cores &&
    session.memory === memory &&
    session.sharedMemory === sharedMemory &&
    Bun.deepEquals(session.environment, environment) &&
    Bun.deepEquals(session.run, run) &&
    Bun.deepEquals(session.web, workspace.web) &&
    Bun.deepEquals(session.exec, exec)
  )
}

/** Unless somebody has taken it a moment ago. */
async function endReady(db: Db, id: string) {
  await db.transaction(async (tx) => {
    const [still] = await tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.id, id), isReady))
      .for('update', { skipLocked: true })
    if (still) await applyEvent(tx, 'system', id, 'delete')
  })
}

async function renew(db: Db, kept: readonly Ready[]) {
  if (kept.length === 0) return
  const half = sql`now() + make_interval(mins => ${LIFE_MINUTES / 2})`
  const ids = kept.map(({ id }) => id)
  await db
    .update(sessions)
    .set({ expiresAt: lifeFromNow() })
    .where(and(inArray(sessions.id, ids), isReady, lt(sessions.expiresAt, half)))
}

function lifeFromNow() {
  return sql`now() + make_interval(mins => ${LIFE_MINUTES})`
}

/** Nobody is there to read why; an admin sees it in the history. */
async function putAwayFailed(db: Db) {
  const old = sql`now() - make_interval(mins => ${2 * FAILURES_MINUTES})`
  const failed = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isReady, eq(sessions.state, 'failed'), lt(sessions.endedAt, old)))
  await eachAlone(failed, ({ id }) => applyEvent(db, 'system', id, 'dismiss'))
}

async function failsOften(db: Db, workspaceId: string): Promise<boolean> {
  const lately = sql`now() - make_interval(mins => ${FAILURES_MINUTES})`
  const failed = and(isReady, isNotNull(sessions.failure), gt(sessions.endedAt, lately))
  const count = await db.$count(sessions, and(eq(sessions.workspaceId, workspaceId), failed))
  return count >= MOST_FAILURES
}

class NoRoom extends Error {}

/** False where no agent has room: people's sessions have it, and no row is left. */
async function addReady(db: Db, workspace: Workspace, now: number, seal: SealPassword) {
  const requestKey = crypto.randomUUID()
  try {
    await db.transaction(async (tx) => {
      const session = await insertSession(tx, workspace, {
        userId: null,
        settings: containerSettings(workspace),
        requestKey,
        sealedPassword: seal(requestKey),
        expiresAt: lifeFromNow(),
      })
      await orderRuns(tx, session, ['first_launch'], undefined)
      const placed = await placeSession(tx, session, await candidates(tx, session.image, now), {
        patient: true,
        restriction: workspace,
      })
      if (!placed?.agentId) throw new NoRoom()
      const [image] = await tx
        .select({ id: agentImages.imageId })
        .from(agentImages)
        .where(
          and(eq(agentImages.agentId, placed.agentId), eq(agentImages.reference, session.image)),
        )
      const pooledImage = image?.id || null
      await tx.update(sessions).set({ pooledImage }).where(eq(sessions.id, session.id))
    })
    return true
  } catch (error) {
    if (error instanceof NoRoom) return false
    throw error
  }
}

export type Claim = {
  readonly requestKey: string
  /** Its password as it is, sealed for the key of the claim. */
  readonly sealAnew: (sealed: Buffer, from: string) => Buffer
  readonly minutes: number
  /** Of the workspace; nothing in them is anybody's own. */
  readonly settings: ContainerSettings
}

/**
 * Gives a person a session of this workspace that is ready, in the transaction of their launch; undefined
 * where there is none. It becomes theirs once and for all: nobody had it before, nobody has it after.
 */
export async function claimReady(
  tx: Db,
  person: Person,
  workspace: Workspace,
  { requestKey, sealAnew, minutes, settings }: Claim,
): Promise<Session | undefined> {
  const alive = sql`now() - make_interval(secs => ${SILENT_AFTER_MS / 1000})`
  const [ready] = await tx
    .select({ id: sessions.id, key: sessions.requestKey, password: sessions.password })
    .from(sessions)
    .innerJoin(
      agents,
      and(eq(agents.id, sessions.agentId), eq(agents.enabled, true), gt(agents.checkedInAt, alive)),
    )
    .innerJoin(hosts, eq(hosts.id, agents.id))
    .innerJoin(zones, eq(zones.id, hosts.zoneId))
    .innerJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
    .where(
      and(
        eq(sessions.workspaceId, workspace.id),
        isReady,
        eq(sessions.state, 'running'),
        isNull(sessions.releasedAt),
        eq(sessions.image, workspaces.image),
        eq(sessions.cores, workspaces.cores),
        eq(sessions.memory, workspaces.memory),
        eq(sessions.sharedMemory, settings.sharedMemory),
        eq(sessions.environment, { ...settings.environment }),
        workspace.web ? eq(sessions.web, workspace.web) : isNull(sessions.web),
        settings.run ? eq(sessions.run, settings.run) : isNull(sessions.run),
        settings.exec ? eq(sessions.exec, settings.exec) : isNull(sessions.exec),
        // Where the workspace may run now, or what its agent has, may have changed a moment ago.
        or(eq(workspaces.zones, sql`'{}'`), eq(zones.name, sql`any(${workspaces.zones})`)),
        sql`${workspaces.labels} <@ (${agents.labels} || ${agents.ownLabels})`,
      ),
    )
    .orderBy(asc(sessions.createdAt))
    .limit(1)
    .for('update', { of: sessions, skipLocked: true })
  if (!ready) return undefined
  const claimed = tx
    .update(sessions)
    .set({
      userId: person.userId,
      requestKey,
      password: sealAnew(ready.password, ready.key),
      workspaceName: workspace.name,
      icon: workspace.icon,
      tint: workspace.tint,
      createdAt: sql`now()`,
      activeAt: sql`now()`,
      expiresAt: minutes > 0 ? sql`now() + make_interval(mins => ${minutes})` : null,
      pooledImage: null,
    })
    .where(eq(sessions.id, ready.id))
    .returning()
  const event = { event: 'claim', fromState: 'running', toState: 'running' } as const
  // All on their way before the first is answered: somebody waits.
  const [[session]] = await Promise.all([
    claimed,
    tx.insert(sessionEvents).values({ ...event, sessionId: ready.id, actorId: person.userId }),
    notifyRoutes(tx),
    notifySession(tx, ready.id, person.userId),
  ])
  if (!session) throw new Error(`the ready session ${ready.id} vanished under its lock`)
  return session
}
