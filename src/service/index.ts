import { readConfig } from '../config.ts'
import { sayOnTerminal } from './say.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'

/** `casement start|stop|status FLAGS`. The flags say which service is meant: its --data-dir. */
export async function runCommand(
  command: 'start' | 'stop' | 'status',
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const config = readConfig(argv, env)
  if (command === 'start') return start(config, argv, sayOnTerminal)
  if (command === 'stop') return stop(config, argv, sayOnTerminal)
  return status(config, new Date(), sayOnTerminal)
}
