import { ConfigError } from './config-error.ts'
import { codeOf, messageOf } from './errors.ts'
import { logger } from './log.ts'
import {
  counter,
  gauge,
  type Metric,
  type MetricSource,
  metricsText,
  timingMetrics,
} from './metrics.ts'
import { version } from './version.ts'

const log = logger('metrics')

const PLAIN = 'text/plain; version=0.0.4; charset=utf-8'
const OPEN = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const LAG_EVERY_MS = 500

/** `/metrics` on an address of its own, never at the front door: whoever reaches it may read it. */
export function serveMetrics(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  sources: readonly MetricSource[],
): Disposable & { readonly port: number } {
  const lag = watchLag()
  const answer = async (request: Request) => {
    const { pathname } = new URL(request.url)
    if (pathname !== '/metrics') return new Response('Not here: /metrics\n', { status: 404 })
    const open = request.headers.get('accept')?.includes('application/openmetrics-text') ?? false
    const found = await Promise.all(sources.map((source) => ask(source)))
    const all = [...ownMetrics(lag), ...timingMetrics(), ...found.flat()]
    return new Response(metricsText(all, open), {
      headers: { 'content-type': open ? OPEN : PLAIN, 'cache-control': 'no-store' },
    })
  }
  try {
    const server = Bun.serve({ hostname, port, fetch: answer, development: false })
    log.info('Figures are told', { url: `${server.url}metrics` })
    return {
      port: server.port ?? port,
      [Symbol.dispose]() {
        lag[Symbol.dispose]()
        void server.stop(true)
      },
    }
  } catch (error) {
    lag[Symbol.dispose]()
    const cause = codeOf(error) === 'EADDRINUSE' ? 'it is in use' : messageOf(error)
    throw new ConfigError(`--metrics-listen ${hostname}:${port} cannot be had: ${cause}.`)
  }
}

/** Figures that cannot be had now, as without a database, keep back no others. */
async function ask(source: MetricSource): Promise<Metric[]> {
  try {
    return await source()
  } catch (error) {
    log.warn('Some figures cannot be had', { cause: messageOf(error) })
    return []
  }
}

function ownMetrics(lag: { readonly seconds: number }): Metric[] {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const info = [{ labels: { version }, value: 1 }]
  return [
    gauge('build_info', 'The version that runs.', info),
    gauge('process_resident_bytes', 'Memory of the main process.', rss),
    gauge('process_heap_bytes', 'Memory of what the main process has allocated.', heapUsed),
    counter('process_cpu_seconds_total', 'CPU of the main process.', (user + system) / 1e6),
    gauge('process_uptime_seconds', 'Since the main process began.', process.uptime()),
    gauge(
      'event_loop_lag_seconds',
      'The longest that anything waited for its turn in the last half minute.',
      lag.seconds,
    ),
  ]
}

/** How late a timer comes. */
function watchLag(): Disposable & { readonly seconds: number } {
  let recent: number[] = []
  let due = performance.now() + LAG_EVERY_MS
  const timer = setInterval(() => {
    const now = performance.now()
    recent = [...recent.slice(-59), Math.max(0, now - due) / 1000]
    due = now + LAG_EVERY_MS
  }, LAG_EVERY_MS).unref()
  return {
    get seconds() {
      return Math.max(0, ...recent)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
