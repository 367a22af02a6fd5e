import { type Config, ConfigError } from '../config.ts'
import { hostKey } from '../contract/identity.ts'
import { messageOf } from '../errors.ts'
import { logger } from '../log.ts'
import { backOff, pause } from '../pause.ts'
import { host as texts } from '../texts/host.ts'
import { type AgentParts, serve } from './agent.ts'
import { openDocker } from './docker.ts'
import { openImages } from './images/open.ts'
import { imagesRecord } from './images-record.ts'
import { rememberInstallation } from './installation.ts'
import { joinManager, managerToken } from './membership.ts'
import { SESSION_NETWORK } from './network.ts'

export type Agent = AsyncDisposable & { readonly name: 'agent' }

/** A call to Docker Engine that is on its way when the agent ends gets this long to be answered. */
const STOP_MS = 5_000

/**
 * Starts the agent role. It is up at once: its manager and Docker Engine may come, go and come back as
 * they like. Disposing it leaves every session as it is.
 */
export async function startAgent(
  config: Config,
  replace: Partial<AgentParts> = {},
): Promise<Agent> {
  refuseBadNetworks(config)
  managerToken(config)
  const log = logger('agent')
  const key = hostKey(config.secretsDir, 'agent')
  const docker = openDocker(config.dockerSocket)
  const parts: AgentParts = {
    docker,
    images: (changed) => openImages(docker, config, changed),
    record: imagesRecord(config.dataDir),
    network: SESSION_NETWORK,
    allow: config.sessionAllow,
    dataDir: config.dataDir,
    profileRoots: config.profileRoots,
    offers: {
      devices: config.sessionDevices,
      networks: config.sessionNetworks,
      volumeRoots: config.volumeRoots,
    },
    log,
    ...replace,
  }
  const stop = new AbortController()

  async function live() {
    for (let times = 1; !stop.signal.aborted; times++) {
      const membership = await joinManager(config, key, stop.signal, log)
      if (!membership) return
      log.info('Joined', { host: membership.peer.host, manager: config.managerUrl })
      rememberInstallation(config.dataDir, membership.installation)
      try {
        await serve(membership, parts, stop.signal)
      } catch (error) {
        log.warn('Joining the manager anew', { problem: messageOf(error) })
        await pause(backOff(times, 200, 10_000), stop.signal)
      }
    }
  }

  const life = live()
  return {
    name: 'agent',
    async [Symbol.asyncDispose]() {
      stop.abort()
      const late = setTimeout(docker.hangUp, STOP_MS)
      await life
      clearTimeout(late)
    },
  }
}

/** A network that iptables would not understand must not keep sessions from starting one by one. */
function refuseBadNetworks({ sessionAllow, origins }: Config) {
  for (const network of sessionAllow) {
    if (isNetwork(network)) continue
    throw new ConfigError(`${origins.sessionAllow}: ${texts.badNetwork(network)}`)
  }
}

/** `a.b.c.d/n`, IPv4, since sessions have nothing else. */
function isNetwork(typed: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(typed)?.slice(1)
  if (!parts) return false
  const [bits = 0, ...octets] = parts.map(Number).reverse()
  return bits <= 32 && octets.every((octet) => octet <= 255)
}
