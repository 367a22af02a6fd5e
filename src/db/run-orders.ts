import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { RunFact } from '../contract/checkin.ts'
import { type ExecMoment, type Program, programFor } from '../domain/exec-config.ts'
import type { Owner } from '../domain/profile.ts'
import type { Db } from './client.ts'
import type { Session } from './events.ts'
import { notifyGoals } from './notify.ts'
import { sessionRuns, sessions } from './schema.ts'

/** Orders what its exec config has for these moments, in this order. The agent is told by the caller. */
export async function orderRuns(
  tx: Db,
  { id, exec }: Pick<Session, 'id' | 'exec'>,
  moments: readonly ExecMoment[],
  owner: Owner | undefined,
  url?: string,
): Promise<void> {
  for (const moment of moments) {
    const program: Program | undefined = exec?.[moment]
    if (!program) continue
    const filled = programFor(program, owner, moment === 'first_launch' ? undefined : url)
    await tx.insert(sessionRuns).values({ sessionId: id, moment, program: filled })
  }
}

/** What an agent is still to run, by session, in the order in which it was asked for. */
export async function runsForAgent(db: Db, agentId: string) {
  const due = await db
    .select({ id: sessionRuns.id, session: sessionRuns.sessionId, program: sessionRuns.program })
    .from(sessionRuns)
    .innerJoin(sessions, eq(sessions.id, sessionRuns.sessionId))
    .where(
      and(eq(sessions.agentId, agentId), isNull(sessionRuns.doneAt), isNull(sessions.releasedAt)),
    )
    .orderBy(asc(sessionRuns.createdAt))
  return Map.groupBy(due, ({ session }) => session)
}

/** Takes in what became of them; those of another agent's sessions are left alone. */
export async function recordRuns(db: Db, agentId: string, facts: readonly RunFact[]) {
  if (facts.length === 0) return
  await db.transaction(async (tx) => {
    const own = tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.agentId, agentId))
    let news = 0
    for (const { id, exitCode, problem } of facts) {
      const done = await tx
        .update(sessionRuns)
        .set({ doneAt: sql`now()`, exitCode: exitCode ?? null, problem: problem ?? '' })
        .where(
          and(
            eq(sessionRuns.id, id),
            isNull(sessionRuns.doneAt),
            inArray(sessionRuns.sessionId, own),
          ),
        )
        .returning({ id: sessionRuns.id })
      news += done.length
    }
    if (news > 0) await notifyGoals(tx, agentId)
  })
}
