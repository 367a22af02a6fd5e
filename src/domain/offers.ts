import { isBelow } from './profile.ts'
import type { RunSettings } from './run-settings.ts'

/** What the operator of an agent's host lets workspaces have of it. Nothing of it is there by itself. */
export type Offers = {
  /** A device, or a folder of devices. */
  readonly devices: readonly string[]
  /** Docker networks by name. */
  readonly networks: readonly string[]
  /** Folders below which sessions may have others. */
  readonly volumeRoots: readonly string[]
}

/** What a host does not have for a session; `old`: its agent knows no such settings yet. */
export type Missing =
  | { readonly kind: 'old' }
  | { readonly kind: 'device' | 'network' | 'volume'; readonly name: string }

/** On no network but one of its own, on which its front door alone reaches it. */
export const ISOLATED = 'isolated'

export function missingFrom(
  offers: Offers | undefined,
  run: RunSettings | undefined,
): Missing | undefined {
  if (!run) return undefined
  if (!offers) return { kind: 'old' }
  const { network } = run
  if (network !== undefined && network !== ISOLATED && !offers.networks.includes(network)) {
    return { kind: 'network', name: network }
  }
  for (const { host } of run.devices ?? []) {
    const has = offers.devices.some((one) => host === one || isBelow(host, one))
    if (!has) return { kind: 'device', name: host }
  }
  for (const { place } of run.volumes ?? []) {
    if (!('path' in place)) continue
    const { path } = place
    const has = offers.volumeRoots.some((root) => path === root || isBelow(path, root))
    if (!has) return { kind: 'volume', name: path }
  }
  return undefined
}
