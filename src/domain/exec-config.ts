/**
 * When something is run in a session: once it has started for the first time, whenever it is opened with
 * an address, when one that was ready is given to a person. Kasm's names.
 */
export const EXEC_MOMENTS = ['first_launch', 'go', 'assign'] as const
export type ExecMoment = (typeof EXEC_MOMENTS)[number]

/** Run as whoever the session runs as, without a shell. */
export type Program = {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Absent: where the session's own program starts. */
  readonly workingDir?: string | undefined
}

export type ExecConfig = Partial<Readonly<Record<ExecMoment, Program>>>
