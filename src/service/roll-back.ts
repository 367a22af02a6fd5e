import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import type { Config } from '../config.ts'
import { service as texts } from '../texts/service.ts'
import { restart } from './restart.ts'
import type { Say } from './say.ts'

/**
 * `casement rollback`: puts the executable that the installer has kept in the place of this one, and
 * restarts. Where that one does not run with this database, everything is as before.
 */
export async function rollBack(config: Config, argv: readonly string[], say: Say): Promise<number> {
  const path = process.execPath
  const previous = `${path}.previous`
  if (!Bun.isStandaloneExecutable || !existsSync(previous)) {
    say(texts.noPrevious(previous))
    return 1
  }
  const [from, to] = [versionOf(path), versionOf(previous)]
  say(texts.goingBack(from, to))
  exchange(path, previous)
  if ((await restart(config, argv, say)) === 0) {
    say(texts.isBack(to, from))
    return 0
  }
  say(texts.doesNotRun(to, from))
  exchange(path, previous)
  await restart(config, argv, say)
  return 1
}

/** Another process finds an executable at `path` at all times. */
function exchange(path: string, previous: string): void {
  const spare = `${path}.exchange`
  rmSync(spare, { force: true })
  linkSync(path, spare)
  renameSync(previous, path)
  renameSync(spare, previous)
}

function versionOf(path: string): string {
  const { stdout } = Bun.spawnSync([path, '--version'])
  return stdout.toString().trim().replace('casement ', '')
}
