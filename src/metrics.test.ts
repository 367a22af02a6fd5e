import { expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { by, counter, gauge, histogram, metricsText } from './metrics.ts'
import { serveMetrics } from './metrics-listener.ts'

test('figures are written as Prometheus and OpenMetrics read them', () => {
  const metrics = [
    counter('door_requests_total', 'Requests.', by('class', { '2xx': 3, 'a"b\n': 1 })),
    histogram('wait_seconds', 'Waits.', [0.1, 1], [2, 1, 4], 9.5),
  ]
  expect(metricsText(metrics, false)).toBe(`# HELP casement_door_requests_total Requests.
# TYPE casement_door_requests_total counter
casement_door_requests_total{class="2xx"} 3
casement_door_requests_total{class="a\\"b\\n"} 1
# HELP casement_wait_seconds Waits.
# TYPE casement_wait_seconds histogram
casement_wait_seconds_bucket{le="0.1"} 2
casement_wait_seconds_bucket{le="1"} 3
casement_wait_seconds_bucket{le="+Inf"} 7
casement_wait_seconds_sum 9.5
casement_wait_seconds_count 7
`)
  expect(metricsText(metrics, true)).toContain('# TYPE casement_door_requests counter\n')
  expect(metricsText(metrics, true)).toEndWith('# EOF\n')
})

test('one address tells all figures; a source that fails keeps back no others', async () => {
  const broken = () => Promise.reject(new Error('no database'))
  using listener = serveMetrics({ hostname: '127.0.0.1', port: 0 }, [
    broken,
    () => [gauge('sound', 'It is there.', 1)],
  ])
  const response = await fetch(`http://127.0.0.1:${listener.port}/metrics`)
  const text = await response.text()
  expect(text).toContain('\ncasement_sound 1\n')
  expect(text).toMatch(/\ncasement_process_resident_bytes \d+\n/)
  expect(response.headers.get('content-type')).toStartWith('text/plain; version=0.0.4')
  expect((await fetch(`http://127.0.0.1:${listener.port}/`)).status).toBe(404)
})

test('an address that somebody else has is named', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect(() => serveMetrics({ hostname: '127.0.0.1', port }, [])).toThrow(
    `--metrics-listen 127.0.0.1:${port} cannot be had: it is in use.`,
  )
  server.close()
})
