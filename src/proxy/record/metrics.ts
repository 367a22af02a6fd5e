import { by, counter, gauge, histogram, type Metric, type Sample } from '../../metrics.ts'
import { bucketsOf, FIRST_BYTE_SECONDS, TUNNEL_SECONDS } from './counts.ts'
import type { Totals } from './totals.ts'

/** Counters with one label, by their name. */
const COUNTERS = {
  requests_total: 'Requests, by class of the status.',
  refusals_total: 'Requests that the front door answered by itself, by reason.',
  bytes_total: 'Bytes of clients, TLS left out.',
  tunnels_total: 'Tunnels that were opened, by kind.',
  tunnels_closed_total: 'Tunnels that ended, by who ended them.',
} as const

/** Counters without a label. */
const PLAIN = {
  connections_total: 'Connections of clients.',
  handshake_failures_total: 'TLS handshakes that failed.',
  retries_total: 'Requests that were sent again on a fresh connection.',
  cut_total: 'Requests that ended before their answer was whole.',
} as const

/** What the front door of this host has done since it started. */
export function doorMetrics(totals: Totals): Metric[] {
  const { sums } = totals
  return [
    ...Object.entries(COUNTERS).map(([name, help]) =>
      counter(`door_${name}`, help, labelled(sums, name)),
    ),
    ...Object.entries(PLAIN).map(([name, help]) => counter(`door_${name}`, help, sums[name] ?? 0)),
    durations(
      'first_byte_seconds',
      'From a whole head to the head of its answer.',
      FIRST_BYTE_SECONDS,
    ),
    durations('tunnel_seconds', 'How long tunnels were open.', TUNNEL_SECONDS),
    gauge('door_connections', 'Connections of clients that are open.', totals.connections),
    gauge('door_tunnels', 'Tunnels that are open, by kind.', by('kind', totals.tunnels)),
  ]

  function durations(name: string, help: string, bounds: readonly number[]): Metric {
    const counts = bucketsOf(name, bounds).map((series) => sums[series] ?? 0)
    return histogram(`door_${name}`, help, bounds, counts, sums[`${name}_sum`] ?? 0)
  }
}

function labelled(sums: Readonly<Record<string, number>>, name: string): Sample[] {
  return Object.entries(sums).flatMap(([series, value]) => {
    const [, found, label, text] = /^(\w+)\{(\w+)="(.*)"\}$/.exec(series) ?? []
    if (found !== name || label === undefined || text === undefined) return []
    return [{ labels: { [label]: text }, value }]
  })
}
