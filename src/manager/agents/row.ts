import type { AgentRow, AgentState } from '../../../views/agents-admin.tsx'
import type { AgentSummary } from '../../db/agents.ts'
import { SILENT_AFTER_MS } from '../../domain/placement.ts'
import { allLabels } from '../../domain/restriction.ts'

/** Silent for longer than this: not merely late. */
const MISSING_AFTER_MS = 30_000

/** What lists and details show of an agent. */
export function agentRow(agent: AgentSummary, now: number): AgentRow {
  const { facts, allocated, real, effective } = agent
  const known = facts !== undefined
  return {
    id: agent.id,
    name: agent.name,
    zone: agent.zone,
    labels: allLabels(agent).sort(),
    state: stateOf(agent, now),
    enabled: agent.enabled,
    lastSeen: agent.checkedInAt,
    cpu: known
      ? {
          allocated: allocated.cores,
          utilised: facts.cpuUsed * real.cores,
          real: real.cores,
          effective: effective.cores,
        }
      : undefined,
    memory: known
      ? {
          allocated: allocated.memory,
          utilised: facts.memoryUsed,
          real: real.memory,
          effective: effective.memory,
        }
      : undefined,
    sessions: agent.sessions,
    problem: facts?.docker.problem,
  }
}

export function stateOf({ checkedInAt, facts, enabled }: AgentSummary, now: number): AgentState {
  const silent = checkedInAt ? now - checkedInAt.getTime() : Number.POSITIVE_INFINITY
  if (silent > MISSING_AFTER_MS) return 'missing'
  if (silent > SILENT_AFTER_MS) return 'late'
  if (facts?.docker.problem !== undefined) return 'broken'
  return enabled ? 'healthy' : 'disabled'
}
