/** Where sessions of a workspace may run. */
export type Restriction = {
  /** Names of zones, of which the agent is in one; none = any. */
  readonly zones: readonly string[]
  /** The agent has all of them. */
  readonly labels: readonly string[]
}

/** What a restriction asks of an agent. */
export type Whereabouts = { readonly zone: string; readonly labels: readonly string[] }

/** An agent's labels: those that an admin gave it, and those of its own configuration. */
export function allLabels(agent: {
  readonly labels: readonly string[]
  readonly ownLabels: readonly string[]
}): string[] {
  return [...new Set([...agent.labels, ...agent.ownLabels])]
}

/** Why an agent is not among those that a workspace is restricted to. */
export type OutsideRefusal =
  | { readonly kind: 'zone'; readonly zone: string; readonly zones: readonly string[] }
  | { readonly kind: 'label'; readonly missing: readonly string[] }

export const ANYWHERE: Restriction = { zones: [], labels: [] }

/** Undefined = the agent is one of those. */
export function outside(
  agent: Whereabouts,
  { zones, labels }: Restriction,
): OutsideRefusal | undefined {
  if (zones.length > 0 && !zones.includes(agent.zone)) {
    return { kind: 'zone', zone: agent.zone, zones }
  }
  const missing = labels.filter((label) => !agent.labels.includes(label))
  return missing.length > 0 ? { kind: 'label', missing } : undefined
}

/** Nothing but another restriction, or another label, would help: waiting does not. */
export function isOutside({ kind }: { readonly kind: string }): boolean {
  return kind === 'zone' || kind === 'label'
}
