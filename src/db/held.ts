import { and, count, isNull, ne, type SQL, sum } from 'drizzle-orm'
import type { Db } from './client.ts'
import { sessions } from './schema.ts'

/** Sessions that hold something of their agent: until it has confirmed their end, or that they are stopped. */
export function holding(): SQL | undefined {
  return and(isNull(sessions.releasedAt), ne(sessions.state, 'stopped'))
}

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
    .where(holding())
    .groupBy(sessions.agentId)
    .as('held')
}
