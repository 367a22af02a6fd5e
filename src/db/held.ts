import { count, isNull, sum } from 'drizzle-orm'
import type { Db } from './client.ts'
import { sessions } from './schema.ts'

/** What live sessions hold of each agent, to join with it. No row = nothing. */
export function heldByAgent(db: Db) {
  return db
    .select({
      agentId: sessions.agentId,
      cores: sum(sessions.cores).mapWith(Number).as('held_cores'),
      memory: sum(sessions.memory).mapWith(Number).as('held_memory'),
      sessions: count().as('held_sessions'),
    })
    .from(sessions)
    .where(isNull(sessions.releasedAt))
    .groupBy(sessions.agentId)
    .as('held')
}
