/**
 * bun bench/upgrade.ts [--viewers 200] [--rate 50] [--reloads 4] [--upgrades 3]: the executable with TLS and
 * two workers, viewers who type in sessions all the time and compare every byte that comes back, and requests
 * at a steady rate: pages and tickets, on new connections and on old ones. Meanwhile its configuration is
 * changed and read again, and the executable is replaced and restarted, as an upgrade does. Says how many
 * viewers are still on their first connection and lost nothing, and how many requests failed. Needs root, no
 * Docker.
 */
import { parseArgs } from 'node:util'
import { playUpgrades, type Step } from '../src/testing/upgrades/play.ts'
import { quantile } from './spread.ts'

const { values } = parseArgs({
  options: {
    viewers: { type: 'string', default: '200' },
    rate: { type: 'string', default: '50' },
    reloads: { type: 'string', default: '4' },
    upgrades: { type: 'string', default: '3' },
  },
})
const viewers = Number(values.viewers)
const steps: Step[] = [
  ...Array<Step>(Number(values.reloads)).fill('reload'),
  ...Array<Step>(Number(values.upgrades)).fill('upgrade'),
]
const end = await playUpgrades({
  viewers,
  requestsPerSecond: Number(values.rate),
  between: 5000,
  steps,
  told: (step, took) => console.log(`${step.padEnd(8)} ${(took / 1000).toFixed(1)} s`),
})
const ms = (share: number) => `${Math.round(quantile(end.took, share))} ms`
console.log(`${end.keys} keys answered; requests p50 ${ms(0.5)}, p99 ${ms(0.99)}, slowest ${ms(1)}`)
for (const fault of new Set([...end.faults, ...end.failures])) console.log(`  ${fault}`)
const verdicts = [
  [`${end.live} of ${viewers} viewers live, every byte theirs`, end.live === viewers],
  [
    `${end.failures.length} of ${end.requests} requests failed, one in a thousand at most`,
    end.failures.length * 1000 <= end.requests,
  ],
  [
    `${end.processes} main processes for ${values.upgrades} upgrades`,
    end.processes === Number(values.upgrades) + 1,
  ],
] as const
for (const [what, met] of verdicts) console.log(`  ${met ? 'met   ' : 'MISSED'}  ${what}`)
process.exit(verdicts.every(([, met]) => met) ? 0 : 1)
