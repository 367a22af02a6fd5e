import { expect, test } from 'bun:test'
import { recentLines, setLogLevel } from '../../log.ts'
import { Totals } from './totals.ts'

const NOTHING = { connections: 0, open: {}, sums: {}, told: [] }

test('sums stay when a worker goes, and what it had open does not', () => {
  const totals = new Totals()
  totals.hear(1, { ...NOTHING, connections: 3, open: { picture: 2 }, sums: { retries_total: 4 } })
  totals.hear(2, { ...NOTHING, connections: 1, open: { picture: 1 }, sums: { retries_total: 1 } })
  expect([totals.connections, totals.tunnels, totals.sums]).toEqual([
    4,
    { picture: 3 },
    { retries_total: 5 },
  ])
  totals.gone(1)
  totals.hear(3, { ...NOTHING, connections: 1, sums: { retries_total: 2 } })
  expect([totals.connections, totals.tunnels, totals.sums]).toEqual([
    2,
    { picture: 1 },
    { retries_total: 7 },
  ])
})

test('the number on an error page stands in the log that admins read', () => {
  const id = crypto.randomUUID()
  setLogLevel('warn')
  new Totals().hear(1, { ...NOTHING, told: [{ id, status: 503, why: 'managerAway', path: '/a' }] })
  setLogLevel('error')
  expect(recentLines()[0]).toMatchObject({ level: 'warn', room: 'proxy' })
  expect(recentLines()[0]?.text).toContain(id)
})
