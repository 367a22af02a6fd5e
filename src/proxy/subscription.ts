import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { enrol, hostKey } from '../contract/identity.ts'
import { type Peer, PeerRefused } from '../contract/peer.ts'
import { RouteSnapshot } from '../contract/routes.ts'
import { watch } from '../contract/watch.ts'
import { messageOf } from '../errors.ts'
import { logger } from '../log.ts'
import { pause } from '../pause.ts'
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
  joined: (peer: Peer) => void = () => undefined,
): Promise<void> {
  let delay = SHORTEST_PAUSE
  while (!signal.aborted) {
    try {
      const { name, zone } = config
      const { peer } = await enrol(config.managerUrl, readToken(config), ownKey(config), {
        role: 'proxy',
        name,
        version,
        zone,
      })
      joined(peer)
      for await (const snapshot of watch(peer, '/internal/v1/routes', RouteSnapshot, signal)) {
        delay = SHORTEST_PAUSE
        receive(snapshot)
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof PeerRefused) delay = PAUSE_WHEN_REFUSED
      log.warn('No news of sessions from the manager; it is asked again', {
        cause: messageOf(error),
        seconds: Math.round(delay / 1000),
      })
    }
    await pause(delay * (0.5 + Math.random()), signal)
    delay = Math.min(LONGEST_PAUSE, delay * 2)
  }
}

function ownKey({ secretsDir }: Config) {
  return hostKey(secretsDir, 'proxy')
}

/** Read anew each time: it may be put there after the start. */
function readToken({ token, secretsDir }: Config): string {
  return token?.reveal() ?? readFileSync(join(secretsDir, 'manager-token'), 'utf8').trim()
}
