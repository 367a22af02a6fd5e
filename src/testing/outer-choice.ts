import type { OuterKind } from './outer-configurations.ts'
import { type Outer, startOuter } from './outer-proxy.ts'

/**
 * What scripts/trials --outer-proxies puts in front of every product that a test starts, by its name in
 * CASEMENT_TEST_OUTER.
 */
export const OUTER_CHOICES = {
  nginx: { kind: 'nginx', prefix: '' },
  haproxy: { kind: 'haproxy', prefix: '' },
  caddy: { kind: 'caddy', prefix: '' },
  'nginx-path': { kind: 'nginx', prefix: '/apps/casement' },
} as const satisfies Record<string, { readonly kind: OuterKind; readonly prefix: string }>

/** Whether something stands in front of what tests start. */
export function hasOuter(): boolean {
  return (process.env.CASEMENT_TEST_OUTER ?? '') !== ''
}

/** Undefined where nothing is to stand in front. */
export async function startChosenOuter(upstream: {
  readonly port: number
  readonly tls: boolean
}): Promise<Outer | undefined> {
  if (!hasOuter()) return undefined
  const name = process.env.CASEMENT_TEST_OUTER
  const chosen = Object.entries(OUTER_CHOICES).find(([known]) => known === name)?.[1]
  if (!chosen) throw new Error(`CASEMENT_TEST_OUTER: there is no outer proxy "${name}"`)
  return startOuter(chosen.kind, { upstream, prefix: chosen.prefix })
}
