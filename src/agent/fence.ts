import { existsSync } from 'node:fs'
import type { Docker } from './docker.ts'
import { createFirewall } from './firewall.ts'
import { ensureNetwork, isolatedBeside, isolatePorts, type SessionNetwork } from './network.ts'
import { hostResolvers } from './resolvers.ts'
import { run } from './run.ts'

/** Without IPv6 in the kernel there are no tables of it either. */
export function hasIpv6(): boolean {
  return existsSync('/proc/sys/net/ipv6')
}

/**
 * The networks of the sessions and everything that shuts them off. `assert` throws a sentence when it cannot
 * be had; no session may start then.
 */
export function createFence(docker: Docker, network: SessionNetwork, allow: readonly string[]) {
  const shut = isolatedBeside(network)
  const firewall = createFirewall(run, network, hasIpv6(), shut)
  return {
    async assert(): Promise<void> {
      await firewall.assert({ resolvers: hostResolvers(), allow })
      for (const one of [network, shut]) {
        await ensureNetwork(docker, one)
        isolatePorts(one)
      }
    },
  }
}
