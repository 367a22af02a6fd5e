import { messageOf } from '../errors.ts'

/** Runs a program of the system and gives what it printed; throws with what it complained about. */
export type Run = (
  argv: readonly [string, ...string[]],
  input?: string,
  patienceMs?: number,
) => Promise<string>

/** A service may have a PATH without the directories of administration. */
const SEARCH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin'

/** iptables-restore waits for a lock that another program may never give back. */
const PATIENCE_MS = 30_000

export const run: Run = async ([program, ...rest], input = '', patienceMs = PATIENCE_MS) => {
  const child = Bun.spawn([toolPath(program), ...rest], {
    stdin: new Blob([input]),
    timeout: patienceMs,
    killSignal: 'SIGKILL',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [printed, complained, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code === 0) return printed
  if (child.signalCode === 'SIGKILL') {
    throw new ProgramFailed(program, `it did not end within ${patienceMs / 1000} s`)
  }
  throw new ProgramFailed(program, complained.trim().slice(0, 500) || `it ended with code ${code}`)
}

/** Where a program of the system is; throws where it is not installed. */
export function toolPath(program: string): string {
  const path = Bun.which(program, { PATH: SEARCH })
  if (!path) throw new ProgramFailed(program, 'it is not installed')
  return path
}

export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed'
  readonly program: string

  constructor(program: string, detail: unknown) {
    super(messageOf(detail))
    this.program = program
  }
}
