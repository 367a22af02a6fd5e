import type { Config } from '../config.ts'
import { placesOf } from './places.ts'
import { findPresence } from './presence.ts'
import { lives, type ProcessId, signal, within } from './process.ts'
import type { Say } from './say.ts'
import { findSupervision } from './supervisor-file.ts'
import { isSystemds, systemctl, UNIT } from './systemd.ts'

/**
 * `casement stop`: asks the supervisor, or the service itself where none lives, and waits. It never
 * kills: the supervisor does, after the drain limit. Sessions go on; they are Docker's. With SIGUSR2
 * viewers stay connected too, until a service starts again.
 */
export async function stop(
  config: Config,
  argv: readonly string[],
  say: Say,
  how: 'SIGTERM' | 'SIGUSR2' = 'SIGTERM',
): Promise<number> {
  if (isSystemds(argv)) {
    const code = await systemctl('stop', UNIT)
    if (code === 0) say('Casement is stopped.')
    return code
  }
  const { supervisor, service } = findSupervision(placesOf(config).supervisor)
  const present = findPresence(config)?.process
  const asked = supervisor ?? service ?? present
  const all = [supervisor, service, present].filter((one): one is ProcessId => one !== undefined)
  if (!asked) {
    say('Casement does not run.')
    return 0
  }
  signal(asked, how)
  if (all.some(lives)) say('Casement finishes what is open …')
  const ended = await within((config.drainSeconds + 60) * 1000, () => !all.some(lives))
  if (ended) {
    say('Casement is stopped.')
    return 0
  }
  const left = all.filter(lives).map(({ pid }) => pid)
  say(`It has not ended yet: process ${left.join(', ')}. Its log: ${placesOf(config).log}`)
  return 1
}
