/**
 * The life of a session, as data. Nothing here touches a clock, a socket or a row:
 * db/events.ts enforces this table, ARCHITECTURE.md's diagram is printed from it.
 */
export const SESSION_STATES = [
  'requested', // a row exists, no agent chosen yet
  'placing', // an agent holds capacity for it and has been told
  'pulling', // the agent is getting the image
  'starting', // the container starts; its desktop does not answer yet
  'running', // the stream port answers; the proxy routes to it
  'lost', // the agent stopped reporting; the container may still be alive
  'deleting', // someone asked for the end; the agent has not confirmed
  'deleted', // terminal: nothing of it is left
  'failed', // terminal: it ended against its user's will; see its sentence
] as const

export type SessionState = (typeof SESSION_STATES)[number]

type Transition = { readonly from: readonly SessionState[]; readonly to: SessionState }

export const SESSION_TRANSITIONS = {
  place: { from: ['requested'], to: 'placing' },
  /** Also when it seemed to start already: an agent may report before it has looked for the image. */
  pull: { from: ['placing', 'starting', 'lost'], to: 'pulling' },
  start: { from: ['placing', 'pulling', 'lost'], to: 'starting' },
  ready: { from: ['placing', 'pulling', 'starting', 'lost'], to: 'running' },
  lose: { from: ['placing', 'pulling', 'starting', 'running'], to: 'lost' },
  fail: { from: ['requested', 'placing', 'pulling', 'starting', 'running', 'lost'], to: 'failed' },
  delete: {
    from: ['requested', 'placing', 'pulling', 'starting', 'running', 'lost'],
    to: 'deleting',
  },
  gone: { from: ['deleting'], to: 'deleted' },
  dismiss: { from: ['failed'], to: 'deleted' },
  /** An admin does not wait for the agent any longer: from here on the row holds nothing. */
  force: {
    from: ['requested', 'placing', 'pulling', 'starting', 'running', 'lost', 'deleting', 'failed'],
    to: 'deleted',
  },
} as const satisfies Record<string, Transition>

export type SessionEvent = keyof typeof SESSION_TRANSITIONS

/** A person sees these among their sessions. */
export const LIVE_STATES = [
  'requested',
  'placing',
  'pulling',
  'starting',
  'running',
  'lost',
  'deleting',
] as const satisfies readonly SessionState[]

/** The agent is to make or keep a container for these. */
export const WANTED_STATES = [
  'placing',
  'pulling',
  'starting',
  'running',
  'lost',
] as const satisfies readonly SessionState[]

/**
 * How long a session may stay in a transitional state, in seconds, before the manager acts: it fails
 * with a sentence (`requested` to `starting`), or the end is forced (`deleting`). A pull moves its own
 * deadline while it makes progress.
 */
export const STATE_DEADLINES: Partial<Record<SessionState, number>> = {
  requested: 60,
  placing: 60,
  pulling: 900,
  starting: 60,
  deleting: 60,
}

/** May `event` happen to a session in `state`? */
export function allows(event: SessionEvent, state: SessionState): boolean {
  const from: readonly SessionState[] = SESSION_TRANSITIONS[event].from
  return from.includes(state)
}
