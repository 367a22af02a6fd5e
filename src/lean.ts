import { selfCommand } from './paths.ts'

/**
 * Settings of the runtime's engine, which it reads from the environment alone, when it starts. Manager and
 * agent wait for others most of the time.
 */
const LEAN = {
  /** No optimising compilers: what they keep is a good part of the memory. */
  BUN_JSC_useDFGJIT: '0',
  /**
   * How many times what lives in it the heap may grow by before garbage is collected; of itself
   * by 2. Blocks of the heap that a storm of launches has filled are seldom empty after it.
   */
  BUN_JSC_heapGrowthMaxIncrease: '1',
} as const

/**
 * Puts this program in its own place again, with these settings, unless they are made already. Workers of
 * the front door, which compute, get an environment of their own and none of this.
 */
export function becomeLean(args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (Object.keys(LEAN).every((name) => environment[name] !== undefined)) return
  const [program = process.execPath, ...rest] = selfCommand(...args)
  process.execve?.(program, [program, ...rest], { ...LEAN, ...environment })
}
