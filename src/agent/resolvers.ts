import { readFileSync } from 'node:fs'
import { codeOf } from '../errors.ts'

/** systemd-resolved's stub. Docker then hands containers the real servers, from its second file. */
const STUB = '127.0.0.53'

/**
 * The name servers that sessions ask, IPv4. Docker's own server (127.0.0.11 inside each container) passes
 * questions on from the network of the *container*, so the firewall must let them out; those for a server
 * on a loopback address it asks from the host itself, hence they are not here.
 */
export function hostResolvers(read: (path: string) => string = readText): string[] {
  const configured = serversOfDaemon(read('/etc/docker/daemon.json'))
  if (configured.length > 0) return reachable(configured)
  const servers = serversIn(read('/etc/resolv.conf'))
  const stubbed = servers.every((server) => server === STUB)
  return reachable(stubbed ? serversIn(read('/run/systemd/resolve/resolv.conf')) : servers)
}

function reachable(servers: readonly string[]): string[] {
  const usable = servers.filter((it) => /^\d+\.\d+\.\d+\.\d+$/.test(it) && !it.startsWith('127.'))
  return [...new Set(usable)].sort()
}

function serversIn(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^nameserver\s+(\S+)/gm)].map(([, server = '']) => server)
}

function serversOfDaemon(json: string): string[] {
  if (json.trim() === '') return []
  const settings: unknown = JSON.parse(json)
  if (typeof settings !== 'object' || settings === null || !('dns' in settings)) return []
  return Array.isArray(settings.dns) ? settings.dns.map(String) : []
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  }
}
