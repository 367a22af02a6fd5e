import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { enrol, hostKey } from '../contract/identity.ts'
import { PeerRefused } from '../contract/peer.ts'
import { RouteSnapshot } from '../contract/routes.ts'
import { watch } from '../contract/watch.ts'
import { messageOf } from '../errors.ts'
import { logger } from '../log.ts'
import { version } from '../version.ts'

const log = logger('proxy')

const SHORTEST_PAUSE = 250
const LONGEST_PAUSE = 10_000
/** Refused: only an admin can change that. */
const PAUSE_WHEN_REFUSED = 30_000

/**
 * Makes this host known to the manager and hands on every snapshot of routes, until aborted. A
 * manager that is away costs nothing but news: it is asked again, ever later, never in step with the
 * other proxies.
 */
export async function subscribe(
  config: Config,
  signal: AbortSignal,
  receive: (snapshot: RouteSnapshot) => void,
): Promise<void> {
  let pause = SHORTEST_PAUSE
  while (!signal.aborted) {
    try {
      const { name, zone } = config
      const { peer } = await enrol(config.managerUrl, readToken(config), ownKey(config), {
        role: 'proxy',
        name,
        version,
        zone,
      })
      for await (const snapshot of watch(peer, '/internal/v1/routes', RouteSnapshot, signal)) {
        pause = SHORTEST_PAUSE
        receive(snapshot)
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof PeerRefused) pause = PAUSE_WHEN_REFUSED
      log.warn('No news of sessions from the manager; it is asked again', {
        cause: messageOf(error),
        seconds: Math.round(pause / 1000),
      })
    }
    await sleep(pause * (0.5 + Math.random()), signal)
    pause = Math.min(LONGEST_PAUSE, pause * 2)
  }
}

function ownKey({ secretsDir }: Config) {
  return hostKey(secretsDir, 'proxy')
}

/** Read anew each time: it may be put there after the start. */
function readToken({ token, secretsDir }: Config): string {
  return token?.reveal() ?? readFileSync(join(secretsDir, 'manager-token'), 'utf8').trim()
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise.finally(() => clearTimeout(timer))
}
