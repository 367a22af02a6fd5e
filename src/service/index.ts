import { readConfig } from '../config.ts'
import { reload } from './reload.ts'
import { restart } from './restart.ts'
import { rollBack } from './roll-back.ts'
import { sayOnTerminal } from './say.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'

/** `casement start|stop|restart|reload|status|rollback FLAGS`. The flags say which service is meant: its --data-dir. */
export async function runCommand(
  command: 'start' | 'stop' | 'restart' | 'reload' | 'rollback' | 'status',
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const config = readConfig(argv, env)
  if (command === 'start') return start(config, argv, sayOnTerminal)
  if (command === 'reload') return reload(config, sayOnTerminal)
  if (command === 'restart') return restart(config, argv, sayOnTerminal)
  if (command === 'rollback') return rollBack(config, argv, sayOnTerminal)
  if (command === 'stop') return stop(config, argv, sayOnTerminal)
  return status(config, new Date(), sayOnTerminal)
}
