/** What we write on everything that we make: the whole memory of an agent. */
export const LABEL = {
  installation: 'casement.installation',
  session: 'casement.session',
  generation: 'casement.generation',
  profile: 'casement.profile',
  /** A container that never runs: something is read from its image. */
  source: 'casement.source',
} as const

/** The port that a desktop answers on, in every session image. */
export const RFB_PORT = 5901

/** A container of a session, as Docker Engine sees it. */
export type Container = {
  readonly id: string
  readonly session: string
  readonly installation: string
  readonly generation: number
  readonly state: 'created' | 'running' | 'paused' | 'exited'
  /** On the network of the sessions; undefined while it does not run. */
  readonly address: string | undefined
  /** 0 while it does not run, or while nobody asked (lists do not say). */
  readonly pid: number
  readonly exitCode: number
  /** When it was started last; undefined before that, or while nobody asked (lists do not say). */
  readonly startedAt?: number | undefined
  readonly outOfMemory: boolean
}

/** Named by session, so that Docker itself refuses a second one. */
export function containerName(session: string): string {
  return `casement-${session}`
}

/** The id, generation and installation that labels name; undefined where they are not of a session. */
export function parseLabels(labels: Readonly<Record<string, string>>) {
  const session = labels[LABEL.session]
  const installation = labels[LABEL.installation]
  const generation = Number(labels[LABEL.generation])
  if (!session || !installation || !Number.isSafeInteger(generation)) return undefined
  return { session, installation, generation }
}

/** Docker's eight words for a state as the four that matter here. */
export function stateOf(status: string): Container['state'] {
  if (status === 'created' || status === 'paused') return status
  return status === 'running' || status === 'restarting' ? 'running' : 'exited'
}
