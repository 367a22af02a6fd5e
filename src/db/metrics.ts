import { sql } from 'drizzle-orm'
import { by, gauge, type Metric } from '../metrics.ts'
import type { Db } from './client.ts'
import { agents, sessionEvents, sessions } from './schema.ts'

/** Figures of the whole installation, each manager's the same. They name agents and no person. */
export async function installationMetrics(db: Db, now: number): Promise<Metric[]> {
  const states = await db.execute<{ state: string; count: number }>(
    sql`select state, count(*)::int as count from ${sessions} where ended_at is null group by state`,
  )
  const hosts = await db.execute<{ name: string; enabled: boolean; at: Date | null }>(
    sql`select h.name, a.enabled, a.checked_in_at as at from ${agents} a join hosts h on h.id = a.id`,
  )
  const [launches] = await db.execute<{ launches: number; failed: number; placing: number | null }>(
    sql`select count(*)::int as launches,
      count(*) filter (where s.failure is not null)::int as failed,
      percentile_cont(0.5) within group (order by extract(epoch from (
        select min(e.at) from ${sessionEvents} e where e.session_id = s.id and e.event = 'place'
      ) - s.created_at)) as placing
    from ${sessions} s where s.created_at > now() - interval '1 hour'`,
  )
  const ages = hosts.flatMap(({ name, at }) =>
    at === null ? [] : [{ labels: { agent: name }, value: (now - new Date(at).getTime()) / 1000 }],
  )
  const enabled = hosts.map(({ name, enabled }) => ({
    labels: { agent: name },
    value: Number(enabled),
  }))
  const counts = Object.fromEntries(states.map(({ state, count }) => [state, Number(count)]))
  return [
    gauge('sessions', 'Sessions that have not ended, by state.', by('state', counts)),
    gauge('agents_enabled', 'Whether an agent takes new sessions.', enabled),
    gauge('agent_check_in_age_seconds', 'Since an agent checked in last.', ages),
    gauge('launches_last_hour', 'Launches of the last hour.', Number(launches?.launches ?? 0)),
    gauge('failed_launches_last_hour', 'Those of them that failed.', Number(launches?.failed ?? 0)),
    gauge(
      'placement_seconds',
      'From a launch to its place, at the median of the last hour.',
      Number(launches?.placing ?? 0),
    ),
  ]
}
