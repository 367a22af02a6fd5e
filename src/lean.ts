import { selfCommand } from './paths.ts'

/** A setting of the runtime's engine, which it reads from the environment alone, when it starts. */
const NO_OPTIMISER = 'BUN_JSC_useDFGJIT'

/**
 * Puts this program in its own place again, without the optimising compilers of its engine: manager and
 * agent wait for others most of the time, and what those compilers keep is a good part of the memory.
 * Workers of the front door, which compute, get an environment of their own and keep them. Returns where it
 * is so already.
 */
export function becomeLean(args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (environment[NO_OPTIMISER] !== undefined) return
  const [program = process.execPath, ...rest] = selfCommand(...args)
  process.execve?.(program, [program, ...rest], { ...environment, [NO_OPTIMISER]: '0' })
}
