import { createHash, createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'
import { hostKey } from '../contract/identity.ts'
import type { RouteSnapshot } from '../contract/routes.ts'
import type { MetricSource } from '../metrics.ts'
import { ActivityReports } from './activity.ts'
import { Certificates } from './certificates/certificates.ts'
import type { KeyAndCertificate } from './certificates/self-signed.ts'
import { accessLogOrder, keepLogFile } from './record/log-file.ts'
import { doorMetrics } from './record/metrics.ts'
import { Totals } from './record/totals.ts'
import { subscribe } from './subscription.ts'
import { WorkerFailed } from './workers/worker-process.ts'
import { type WorkerOptions, Workers } from './workers/workers.ts'

/** The front door: worker processes that serve browsers, told by the manager what sessions there are. */
export async function startProxy(config: Config): Promise<
  AsyncDisposable & {
    readonly name: string
    readonly url: string
    readonly metrics: MetricSource
    /** Leaves port and tunnels to a successor: to be disposed soon after. */
    readonly handOver: () => Promise<void>
    readonly reload: (config: Config) => Promise<void>
  }
> {
  const reports = new ActivityReports()
  let certificates = new Certificates(config, new Date())
  const totals = new Totals()
  using starting = new DisposableStack()
  const accessLog = accessLogOrder(config)
  if (accessLog) starting.use(keepLogFile(accessLog, config.accessLogMegabytes))
  const workers = await openWorkers(config, certificates.first, {
    used: (sessions) => reports.note(sessions),
    counted: (worker, report) => totals.hear(worker, report),
    gone: (worker) => totals.gone(worker),
    via: pseudonymOf(config),
    ...(accessLog ? { accessLog } : {}),
  })
  const kept = starting.move()
  const stopping = new AbortController()
  const receive = (snapshot: RouteSnapshot) => {
    const managers = snapshot.managers.length > 0 ? snapshot.managers : [config.managerUrl]
    workers.push({ ...snapshot, managers })
  }
  const news = subscribe(config, stopping.signal, receive, (peer) => {
    reports.peer = peer
    certificates.peer = peer
  })
  const reporting = reports.run(stopping.signal)
  let used = config
  let keeping = keep(certificates)
  return {
    name: 'proxy',
    url: urlOf(config, workers.port),
    metrics: () => doorMetrics(totals),
    handOver: () => workers.handOver(),
    async reload(next) {
      // What an authority gives is renewed by itself.
      const fresh = next.acmeDomains.length > 0 ? undefined : new Certificates(next, new Date())
      const tls = fresh && fresh.first.length > 0 ? { tls: [...fresh.first] } : {}
      if (needsWorkers(used, next)) await workers.renew({ ...changeable(next), ...tls })
      else workers.adjust({ ...changeable(next), ...tls })
      used = next
      if (!fresh) return
      await keeping.end()
      certificates = fresh
      if (reports.peer) certificates.peer = reports.peer
      keeping = keep(fresh)
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all([news, reporting, keeping.end()])
      await workers[Symbol.asyncDispose]()
      kept[Symbol.dispose]()
    },
  }

  /** Looks after them until it is ended. */
  function keep(these: Certificates) {
    const over = new AbortController()
    const kept = these.run(workers, over.signal)
    const end = () => {
      over.abort()
      return kept
    }
    return { end }
  }
}

/** What may change while the front door is open. */
function changeable(config: Config) {
  return {
    pathPrefix: config.pathPrefix,
    trustedProxies: [...config.trustedProxies],
    perAddress: config.perAddress,
    proxyProtocol: config.proxyProtocol,
    logLevel: config.logLevel,
    count: config.proxyWorkers,
    drainMilliseconds: config.drainSeconds * 1000,
  }
}

/** Whether a worker would have to be another process. */
function needsWorkers(before: Config, after: Config): boolean {
  const parts = (config: Config) => {
    const { logLevel, drainMilliseconds, ...rest } = changeable(config)
    return JSON.stringify(rest)
  }
  return parts(before) !== parts(after)
}

/** The same after every start of this host's front door, and no other's. */
function pseudonymOf({ secretsDir }: Config): string {
  const key = createPublicKey(hostKey(secretsDir, 'proxy')).export({ type: 'spki', format: 'der' })
  return `casement-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`
}

async function openWorkers(
  config: Config,
  tls: readonly KeyAndCertificate[],
  rest: Pick<WorkerOptions, 'used' | 'counted' | 'gone' | 'via' | 'accessLog'>,
): Promise<Workers> {
  try {
    return await Workers.start({
      hostname: config.listen,
      port: config.port,
      ...sessionSite(config),
      ...redirectFrom(config),
      ...(tls.length > 0 ? { tls: [...tls] } : {}),
      ...changeable(config),
      controlDir: join(config.dataDir, 'run/workers'),
      managers: [config.managerUrl],
      ...rest,
    })
  } catch (error) {
    throw error instanceof WorkerFailed ? explain(error, config) : error
  }
}

/** What the admin can do about a port that cannot be had. */
function explain(error: WorkerFailed, { listen, ...config }: Config): Error {
  const port = error.port ?? config.port
  const redirects = port === config.redirectPort ? '--redirect-port' : '--session-port'
  const flag = port === config.port ? '--port' : redirects
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigError(
        `Port ${port} is in use by another program. Stop that, or choose another with ${flag}.`,
      )
    case 'EACCES':
      return new ConfigError(
        `Port ${port} is for root alone. Start Casement as root, or choose one above 1023 with ${flag}.`,
      )
    case 'EADDRNOTAVAIL':
      return new ConfigError(`This host has no address ${listen}. Correct --listen.`)
    default:
      return error
  }
}

/**
 * Where what containers serve has its origin: hosts of its own, or else the next port, which needs nothing of an
 * admin; that one may be taken by another program, and then there is none.
 */
export function sessionSite({ port, sessionPort, sessionDomain }: Config) {
  const domain = sessionDomain === '' ? {} : { sessionDomain }
  if (sessionPort !== undefined) return { ...domain, sessionPort, sessionPortMatters: true }
  if (sessionDomain !== '' || port === 65_535) return domain
  return { sessionPort: port === 0 ? 0 : port + 1 }
}

/** The port of plain HTTP that browsers try by themselves, unless another program has it; or the one that is asked for. */
export function redirectFrom({ port, http, redirectPort }: Config) {
  if (typeof redirectPort === 'number') return { redirectPort, redirectPortMatters: true }
  return http || port !== 443 || redirectPort === 'none' ? {} : { redirectPort: 80 }
}

function urlOf({ hostname, http }: Config, port: number): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  const usual = http ? 80 : 443
  return `${http ? 'http' : 'https'}://${host}${port === usual ? '' : `:${port}`}/`
}
