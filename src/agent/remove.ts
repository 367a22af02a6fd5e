import type { Config } from '../config.ts'
import { logger } from '../log.ts'
import { host as texts } from '../texts/host.ts'
import { LABEL } from './container.ts'
import { type Docker, openDocker } from './docker.ts'
import { DockerUnreachable } from './docker-errors.ts'
import { hasIpv6 } from './fence.ts'
import { removeFirewall } from './firewall.ts'
import { rememberedInstallation } from './installation.ts'
import { isolatedBeside, portsOf, SESSION_NETWORK, type SessionNetwork } from './network.ts'
import { run } from './run.ts'

const NETWORK_IN_USE = 3
const SESSIONS_LEFT = 1

/**
 * Takes everything off this host that its agent put there: containers and volumes of the installation,
 * the network, the firewall rules. Images stay, since they may be anyone's. Idempotent. The exit code
 * for an uninstall: 0, or 3 where another installation still uses the network, which then stays shut off,
 * or 1 where Docker Engine is away and sessions run on without it: they stay shut off, too.
 */
export async function removeAllOfOurs(
  config: Pick<Config, 'dataDir' | 'dockerSocket'>,
  network: SessionNetwork = SESSION_NETWORK,
): Promise<number> {
  const log = logger('agent')
  const docker = openDocker(config.dockerSocket)
  const installation = rememberedInstallation(config.dataDir)
  const networks = [network, isolatedBeside(network)]
  try {
    if (installation) await removeSessions(docker, installation)
    for (const { name } of networks) {
      const left = await docker.network(name)
      if (!left || left.containers === 0) continue
      log.warn(texts.networkInUse(name, left.containers))
      return NETWORK_IN_USE
    }
    for (const { name } of networks) await docker.removeNetwork(name)
  } catch (error) {
    // Docker Engine may have been uninstalled first, and took all of it along.
    if (!(error instanceof DockerUnreachable)) throw error
    log.warn(error.message)
    const left = networks.flatMap(({ bridge }) => portsOf(bridge)).length
    if (left > 0) {
      log.error(texts.sessionsWithoutEngine(left))
      return SESSIONS_LEFT
    }
  }
  for (const one of networks) await removeFirewall(run, one, hasIpv6())
  return 0
}

async function removeSessions(docker: Docker, installation: string): Promise<void> {
  const containers = await docker.containers(installation)
  await Promise.all(containers.map(({ id }) => docker.remove(id)))
  const volumes = await docker.volumes(`${LABEL.installation}=${installation}`)
  await Promise.all(volumes.map(docker.removeVolume))
}
