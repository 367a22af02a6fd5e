import { effectiveCapacity, fits, free, type HostCapacity, type Resources } from './capacity.ts'
import { type Missing, missingFrom, type Offers } from './offers.ts'
import {
  ANYWHERE,
  type OutsideRefusal,
  outside,
  type Restriction,
  type Whereabouts,
} from './restriction.ts'
import type { RunSettings } from './run-settings.ts'

/** What placement knows of an agent, all of it from the database. */
export type Candidate = HostCapacity &
  Whereabouts & {
    readonly id: string
    readonly name: string
    readonly enabled: boolean
    /** Milliseconds since its last check-in. */
    readonly silentMs: number
    /** Why its Docker cannot be used; undefined = it can. */
    readonly dockerProblem: string | undefined
    readonly image: 'ready' | 'on its way' | 'absent' | 'failed'
    readonly imageProblem: string | undefined
    readonly allocated: Resources
    readonly sessions: number
    /** What of its host sessions may have; undefined where it knows no such thing. */
    readonly offers: Offers | undefined
  }

/** Why one agent was not taken. Data, so that every reader gets it in their language. */
export type PlacementRefusal =
  | OutsideRefusal
  | { readonly kind: 'disabled' }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'docker'; readonly problem: string }
  | { readonly kind: 'image'; readonly problem: string }
  | { readonly kind: 'cores'; readonly free: number; readonly of: number; readonly needed: number }
  | { readonly kind: 'memory'; readonly free: number; readonly of: number; readonly needed: number }
  /** What the session is to have is on another agent, and cannot be moved. */
  | { readonly kind: 'profile' }
  /** What of its host the session is to have. */
  | { readonly kind: 'offer'; readonly missing: Missing }

export type Verdict = {
  /** Best first. */
  readonly order: readonly Candidate[]
  readonly refusals: readonly { readonly agent: string; readonly reason: PlacementRefusal }[]
}

export type PlacementWish = {
  /** The agent that holds the session's profile. */
  readonly only?: string | undefined
  /** Where its workspace may run. */
  readonly restriction?: Restriction
  /** It waits for room rather than take that of ready sessions. */
  readonly patient?: boolean
  /** What it is to have beside what every session has. */
  readonly run?: RunSettings | undefined
}

/** An agent that has not checked in for this long takes no new sessions. It reports every 5 s. */
export const SILENT_AFTER_MS = 15_000

/** Why `agent` cannot take a session that needs `need`; undefined = it can. */
export function refusal(
  agent: Candidate,
  need: Resources,
  { only, restriction = ANYWHERE, run }: PlacementWish = {},
): PlacementRefusal | undefined {
  if (only !== undefined && agent.id !== only) return { kind: 'profile' }
  const elsewhere = outside(agent, restriction)
  if (elsewhere) return elsewhere
  if (!agent.enabled) return { kind: 'disabled' }
  if (agent.silentMs > SILENT_AFTER_MS) {
    return { kind: 'silent', seconds: Math.round(agent.silentMs / 1000) }
  }
  if (agent.dockerProblem !== undefined) return { kind: 'docker', problem: agent.dockerProblem }
  if (agent.image === 'failed') return { kind: 'image', problem: agent.imageProblem ?? '' }
  const missing = missingFrom(agent.offers, run)
  if (missing) return { kind: 'offer', missing }
  const capacity = effectiveCapacity(agent)
  const left = free(capacity, agent.allocated)
  if (fits(need, left)) return undefined
  return need.memory > left.memory
    ? { kind: 'memory', free: left.memory, of: capacity.memory, needed: need.memory }
    : { kind: 'cores', free: left.cores, of: capacity.cores, needed: need.cores }
}

/**
 * Ranks the agents for a session: those that have the image first, then the fewest sessions, then the
 * most free memory; and says of each other one why not. SQL guarantees capacity, this explains it.
 */
export function place(
  candidates: readonly Candidate[],
  need: Resources,
  wish: PlacementWish = {},
): Verdict {
  const order: Candidate[] = []
  const refusals: { agent: string; reason: PlacementRefusal }[] = []
  for (const agent of candidates) {
    const reason = refusal(agent, need, wish)
    if (reason) refusals.push({ agent: agent.name, reason })
    else order.push(agent)
  }
  order.sort(
    (a, b) =>
      Number(b.image === 'ready') - Number(a.image === 'ready') ||
      a.sessions - b.sessions ||
      freeMemory(b) - freeMemory(a) ||
      a.name.localeCompare(b.name),
  )
  return { order, refusals }
}

function freeMemory(agent: Candidate): number {
  return free(effectiveCapacity(agent), agent.allocated).memory
}
