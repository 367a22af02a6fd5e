import { existsSync } from 'node:fs'
import type { Docker } from './docker.ts'
import { createFirewall } from './firewall.ts'
import { ensureNetwork, isolatePorts, type SessionNetwork } from './network.ts'
import { hostResolvers } from './resolvers.ts'
import { run } from './run.ts'

/** Without IPv6 in the kernel there are no tables of it either. */
export function hasIpv6(): boolean {
  return existsSync('/proc/sys/net/ipv6')
}

/**
 * The network of the sessions and everything that shuts it off. `assert` throws a sentence when it cannot
 * be had; no session may start then.
 */
export function createFence(docker: Docker, network: SessionNetwork, allow: readonly string[]) {
  const firewall = createFirewall(run, network, hasIpv6())
  return {
    async assert(): Promise<void> {
      await firewall.assert({ resolvers: hostResolvers(), allow })
      await ensureNetwork(docker, network)
      isolatePorts(network)
    },
  }
}
