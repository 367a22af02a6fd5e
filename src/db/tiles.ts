import { and, eq, exists, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { SILENT_AFTER_MS } from '../domain/placement.ts'
import type { Db } from './client.ts'
import { agentImages, agents, groupMembers, workspaceGroups, workspaces } from './schema.ts'
import { inOrder } from './workspace-order.ts'
import type { Workspace } from './workspaces.ts'

/** The enabled workspaces that this person's groups show, in their order. */
export async function visibleWorkspaces(db: Db, person: Person): Promise<Workspace[]> {
  const shown = db
    .select({ one: sql`1` })
    .from(workspaceGroups)
    .innerJoin(groupMembers, eq(groupMembers.groupId, workspaceGroups.groupId))
    .where(
      and(eq(workspaceGroups.workspaceId, workspaces.id), eq(groupMembers.userId, person.userId)),
    )
  return db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.enabled, true), exists(shown)))
    .orderBy(...inOrder)
}

export type ImageFact = Pick<
  typeof agentImages.$inferSelect,
  'reference' | 'state' | 'percent' | 'message'
>

/** What the agents that could run a session know of these images. */
export type ImageFacts = {
  readonly images: readonly ImageFact[]
  /** Agents that take sessions: enabled, reporting, with a Docker that works. */
  readonly usable: number
  /** Why the others do not, as their agents say it. */
  readonly problems: readonly string[]
}

export async function imageFacts(db: Db, references: readonly string[]): Promise<ImageFacts> {
  const reporting = and(
    eq(agents.enabled, true),
    gt(agents.checkedInAt, sql`now() - make_interval(secs => ${SILENT_AFTER_MS / 1000})`),
  )
  const problem = sql<string | null>`${agents.facts} -> 'docker' ->> 'problem'`
  const states = await db.select({ problem }).from(agents).where(reporting)
  const images = await db
    .select({
      reference: agentImages.reference,
      state: agentImages.state,
      percent: agentImages.percent,
      message: agentImages.message,
    })
    .from(agentImages)
    .innerJoin(agents, eq(agents.id, agentImages.agentId))
    .where(and(reporting, isNull(problem), inArray(agentImages.reference, [...references])))
  return {
    images,
    usable: states.filter((state) => state.problem === null).length,
    problems: states.flatMap((state) => state.problem ?? []),
  }
}
