import type { Config } from '../config.ts'
import { findPresence } from './presence.ts'
import type { Say } from './say.ts'
import { answer, start } from './start.ts'
import { stop } from './stop.ts'
import { isSystemds, systemctl, UNIT } from './systemd.ts'

/**
 * `casement restart`: ends the service and starts what lies at its path now, which may be another
 * version. Viewers stay connected: the old front door's workers go on with them.
 */
export async function restart(config: Config, argv: readonly string[], say: Say): Promise<number> {
  // A version that does not know the signal would die of it.
  const how = findPresence(config)?.handsOver ? 'SIGUSR2' : 'SIGTERM'
  if (how === 'SIGTERM' || !isSystemds(argv)) {
    const code = await stop(config, argv, say, how)
    return code === 0 ? start(config, argv, say) : code
  }
  // Its unit says with which signal: RestartKillSignal.
  const code = await systemctl('restart', UNIT)
  if (code === 0) return answer(config, say)
  say(`systemd could not start it again. See: journalctl -u ${UNIT} -n 50`)
  return 1
}
