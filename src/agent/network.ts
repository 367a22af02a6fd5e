import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { NETWORKS } from '../domain/container-preview.ts'
import { codeOf, messageOf } from '../errors.ts'
import { host as texts } from '../texts/host.ts'
import type { Docker } from './docker.ts'

/** The network that every session is on, and the bridge that carries it. */
export type SessionNetwork = { readonly name: string; readonly bridge: string }

export const SESSION_NETWORK: SessionNetwork = { name: NETWORKS.sessions, bridge: 'casement0' }

/** The one beside it, of sessions that are to reach nothing. The proxy reaches them as all others. */
export function isolatedBeside({ name, bridge }: SessionNetwork): SessionNetwork {
  return { name: `${name}-isolated`, bridge: `${bridge}i` }
}

const BRIDGE_NAME = 'com.docker.network.bridge.name'
const BETWEEN_CONTAINERS = 'com.docker.network.bridge.enable_icc'

/** Makes the network where it is absent. One that somebody made by hand and that leaks is replaced. */
export async function ensureNetwork(docker: Docker, network: SessionNetwork): Promise<void> {
  const found = await docker.network(network.name)
  if (found && isOurs(found.options, network)) return
  if (found && found.containers > 0) throw new Error(texts.foreignNetwork(network.name))
  if (found) await docker.removeNetwork(network.name)
  try {
    await docker.createNetwork({
      Name: network.name,
      Driver: 'bridge',
      EnableIPv6: false,
      Options: { [BRIDGE_NAME]: network.bridge, [BETWEEN_CONTAINERS]: 'false' },
    })
  } catch (cause) {
    throw new Error(texts.noNetwork(messageOf(cause)), { cause })
  }
}

function isOurs(options: Readonly<Record<string, string>>, { bridge }: SessionNetwork): boolean {
  return options[BRIDGE_NAME] === bridge && options[BETWEEN_CONTAINERS] === 'false'
}

/**
 * Forbids the bridge to carry anything from one session to another, in the kernel's bridge itself.
 * Docker's rule for that counts only where bridged packets are shown to iptables (br_netfilter), which
 * other software on a host turns off at will.
 */
export function isolatePorts({ bridge }: SessionNetwork): void {
  for (const port of portsOf(bridge)) {
    const path = `/sys/class/net/${bridge}/brif/${port}/isolated`
    try {
      // Writing takes the kernel's lock of all networks, and spins where Docker has it. Reading does not.
      if (readFileSync(path, 'latin1').trim() !== '1') writeFileSync(path, '1')
    } catch (error) {
      // The container ended meanwhile (ENODEV: between open and write), or the kernel is older than
      // 4.18 and has no such file.
      const code = codeOf(error)
      if (code !== 'ENOENT' && code !== 'ENODEV') throw error
    }
  }
}

/** Isolates ports while `starting` makes a new one: it is shut before the first process in it runs. */
export async function isolateDuring<T>(
  networks: readonly SessionNetwork[],
  starting: Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    try {
      networks.forEach(isolatePorts)
    } catch {
      // Thrown from a timer it would end the process; the look at the end tells of it where it lasts.
    }
  }, 10)
  try {
    return await starting
  } finally {
    clearInterval(timer)
    networks.forEach(isolatePorts)
  }
}

/** What hangs on a bridge, whether or not Docker Engine answers; none where there is no bridge. */
export function portsOf(bridge: string): string[] {
  try {
    return readdirSync(`/sys/class/net/${bridge}/brif`)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
