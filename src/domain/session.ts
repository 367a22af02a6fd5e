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
  'paused', // frozen: its memory is kept and it holds what it held; the proxy has no route to it
  'stopping', // to be stopped; the agent has not confirmed, so it holds what it held
  'stopped', // its container has ended with its files kept; it holds nothing
  'restarting', // placed on its agent again; the container starts, its desktop does not answer yet
  'lost', // the agent stopped reporting; the container may still be alive
  'deleting', // someone asked for the end; the agent has not confirmed
  'deleted', // terminal: nothing of it is left
  'failed', // terminal: it ended against its user's will; see its sentence
] as const

export type SessionState = (typeof SESSION_STATES)[number]

/** The agent is to make or keep a container for these. */
export const WANTED_STATES = [
  'placing',
  'pulling',
  'starting',
  'running',
  'paused',
  'stopping',
  'stopped',
  'restarting',
  'lost',
] as const satisfies readonly SessionState[]

const BEGUN = ['requested', ...WANTED_STATES] as const

type Transition = { readonly from: readonly SessionState[]; readonly to: SessionState }

export const SESSION_TRANSITIONS = {
  place: { from: ['requested'], to: 'placing' },
  /** Also when it seemed to start already: an agent may report before it has looked for the image. */
  pull: { from: ['placing', 'starting', 'lost'], to: 'pulling' },
  start: { from: ['placing', 'pulling', 'lost'], to: 'starting' },
  ready: { from: ['placing', 'pulling', 'starting', 'restarting', 'lost'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused', 'restarting'], to: 'stopping' },
  /** Nothing of it runs any more: as was asked, with its machine, or since it could not start again. */
  halt: { from: ['paused', 'stopping', 'restarting'], to: 'stopped' },
  restart: { from: ['stopped'], to: 'restarting' },
  /** Its agent could not take it now; nothing of it is lost. */
  refuse: { from: ['stopped'], to: 'stopped' },
  lose: { from: ['placing', 'pulling', 'starting', 'running'], to: 'lost' },
  fail: { from: BEGUN, to: 'failed' },
  delete: { from: BEGUN, to: 'deleting' },
  gone: { from: ['deleting'], to: 'deleted' },
  dismiss: { from: ['failed'], to: 'deleted' },
  /** An admin does not wait for the agent any longer: from here on the row holds nothing. */
  force: { from: [...BEGUN, 'deleting', 'failed'], to: 'deleted' },
} as const satisfies Record<string, Transition>

export type SessionEvent = keyof typeof SESSION_TRANSITIONS

/** A person sees these among their sessions. */
export const LIVE_STATES = [...BEGUN, 'deleting'] as const satisfies readonly SessionState[]

/**
 * How long a session may stay in a transitional state, in seconds, before the manager acts: it fails
 * with a sentence (`requested` to `starting`), is stopped again with one (`restarting`), or what a silent
 * agent cannot confirm is taken as done (`stopping`, `deleting`). A pull moves its own deadline while it
 * makes progress.
 */
export const STATE_DEADLINES: Partial<Record<SessionState, number>> = {
  requested: 60,
  placing: 60,
  pulling: 900,
  starting: 60,
  stopping: 60,
  restarting: 60,
  deleting: 60,
}

/** What an agent is to keep a container as; undefined: running. */
export type Hold = 'paused' | 'stopped'

/** How a session's container is to be kept in this state. */
export function holdOf(state: SessionState): Hold | undefined {
  if (state === 'paused') return 'paused'
  return state === 'stopping' || state === 'stopped' ? 'stopped' : undefined
}

/**
 * With these its agent is to do something else than before: what it reports of the time before changes
 * nothing any more.
 */
export const TURNS: readonly SessionEvent[] = ['pause', 'resume', 'stop', 'halt', 'restart']

/** May `event` happen to a session in `state`? */
export function allows(event: SessionEvent, state: SessionState): boolean {
  const from: readonly SessionState[] = SESSION_TRANSITIONS[event].from
  return from.includes(state)
}
