import { closeSync, openSync } from 'node:fs'
import { logger } from '../log.ts'
import type { Reloading } from '../reload.ts'
import { recordReload } from './reload.ts'

const log = logger('main')

/**
 * SIGHUP asks for another look at the configuration, one after the other. It also comes where the terminal
 * that it was started in is closed: then it is to end, as from Ctrl-C.
 */
export function heedHangUps(
  reloading: Reloading,
  end: () => void,
): Disposable & {
  /** All is up: from here on there is something to change. */
  ready(): void
} {
  const terminal = hasTerminal()
  let times = 0
  const up = Promise.withResolvers<void>()
  let last: Promise<void> = up.promise
  const heed = () => {
    if (terminal && !hasTerminal()) return end()
    last = last.then(async () => recordReload(reloading.config, ++times, await reloading.reload()))
    last.catch((error: unknown) =>
      log.error('Nobody can be told of the reload', { cause: String(error) }),
    )
  }
  process.on('SIGHUP', heed)
  return {
    ready: () => up.resolve(),
    [Symbol.dispose]: () => void process.off('SIGHUP', heed),
  }
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false // it has none, or no longer
  }
}
