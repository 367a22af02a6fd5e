import { isReservedVariable, isVariableName, isVariableValue } from './environment.ts'
import { isPersonal, type Owner, personalize } from './profile.ts'
import { argv } from './run-config.ts'
import { isRecord, pairsOf } from './run-values.ts'
import { isTarget } from './volume.ts'

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

const KEYS = ['cmd', 'environment', 'workdir'] as const
type ExecKey = (typeof KEYS)[number]

export type ExecProblem =
  | { readonly kind: 'moment'; readonly moment: string }
  | { readonly kind: 'unknown' | 'power'; readonly moment: ExecMoment; readonly key: string }
  | { readonly kind: 'value'; readonly moment: ExecMoment; readonly key: ExecKey }

/** Reads an exec config; undefined where it is no object. What is empty says nothing. */
export function parseExecConfig(
  value: unknown,
): { readonly exec: ExecConfig; readonly problems: readonly ExecProblem[] } | undefined {
  if (!isRecord(value)) return undefined
  const problems: ExecProblem[] = []
  const programs = new Map<ExecMoment, Program>()
  for (const [name, given] of Object.entries(value)) {
    const moment = EXEC_MOMENTS.find((one) => one === name)
    if (!moment) {
      problems.push({ kind: 'moment', moment: name.slice(0, 60) })
      continue
    }
    if (isRecord(given) && Object.keys(given).length === 0) continue
    const read = program(moment, isRecord(given) ? given : {})
    problems.push(...read.problems)
    if (read.program) programs.set(moment, read.program)
  }
  return { exec: Object.fromEntries(programs), problems }
}

function program(moment: ExecMoment, given: Readonly<Record<string, unknown>>) {
  const problems: ExecProblem[] = []
  for (const [key, value] of Object.entries(given)) {
    if (KEYS.some((one) => one === key)) continue
    // It runs as the session does; who says so explicitly may.
    if (key === 'privileged' && value === false) continue
    const power = key === 'user' || key === 'privileged'
    problems.push({ kind: power ? 'power' : 'unknown', moment, key: key.slice(0, 60) })
  }
  const words = argv(given.cmd)
  const environment = pairsOf(
    given.environment ?? {},
    '=',
    (name, text) => isVariableName(name) && !isReservedVariable(name) && isVariableValue(text),
  )
  const workingDir = given.workdir
  const placed =
    workingDir === undefined || (typeof workingDir === 'string' && isTarget(workingDir))
  if (!words) problems.push({ kind: 'value', moment, key: 'cmd' })
  if (!environment) problems.push({ kind: 'value', moment, key: 'environment' })
  if (!placed) problems.push({ kind: 'value', moment, key: 'workdir' })
  if (!words || !environment || problems.length > 0) return { problems }
  const where = typeof workingDir === 'string' ? { workingDir } : {}
  return { problems, program: { argv: words, environment, ...where } }
}

/** A program as it is run for a person, or for nobody yet; `url` is what it is to open. */
export function programFor(
  { argv: words, environment, workingDir }: Program,
  owner: Owner | undefined,
  url: string | undefined,
): Program {
  const own = Object.entries(environment).map(
    ([name, value]) => [name, owner ? personalize(value, owner) : value] as const,
  )
  // By Kasm's name, too: commands of its registries read it.
  const address = url === undefined ? {} : { CASEMENT_URL: url, KASM_URL: url }
  const where = workingDir === undefined ? {} : { workingDir }
  return { argv: words, environment: { ...Object.fromEntries(own), ...address }, ...where }
}

/** Does what runs before somebody comes differ from person to person? */
export function isPersonalStart({ first_launch: first }: ExecConfig): boolean {
  return first !== undefined && Object.values(first.environment).some(isPersonal)
}
