import { expect, test } from 'bun:test'
import { metricsText } from '../../metrics.ts'
import { Ledger } from './ledger.ts'
import { doorMetrics } from './metrics.ts'
import { Totals } from './totals.ts'

test('what workers count is told by name and label, from zero', () => {
  const totals = new Totals()
  expect(metricsText(doorMetrics(totals), false)).toContain('\ncasement_door_retries_total 0\n')
  const { counts } = new Ledger()
  counts.add('requests_total{class="5xx"}', 2)
  counts.add('first_byte_seconds_bucket{le="0.005"}')
  counts.add('first_byte_seconds_sum', 0.004)
  const report = { connections: 4, open: { picture: 1 }, told: [] }
  totals.hear(1, { ...report, sums: counts.take() })
  totals.hear(1, { ...report, sums: counts.take() })
  const text = metricsText(doorMetrics(totals), false)
  expect(text).toContain('\ncasement_door_requests_total{class="5xx"} 2\n')
  expect(text).toContain('\ncasement_door_first_byte_seconds_bucket{le="0.0025"} 0\n')
  expect(text).toContain('\ncasement_door_first_byte_seconds_bucket{le="+Inf"} 1\n')
  expect(text).toContain('\ncasement_door_first_byte_seconds_sum 0.004\n')
  expect(text).toContain('\ncasement_door_connections 4\n')
  expect(text).toContain('\ncasement_door_tunnels{kind="picture"} 1\n')
})
