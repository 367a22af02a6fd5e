import { type Config, ConfigError, type Role, readConfig, sampleFile, usage } from './config.ts'
import { messageOf, StartError } from './errors.ts'
import { becomeLean } from './lean.ts'
import { logger, setLogLevel } from './log.ts'
import type { MetricSource } from './metrics.ts'
import { untilAborted } from './pause.ts'
import { type Reload, Reloading } from './reload.ts'
import { collectAtRest } from './rest.ts'
import { notify } from './systemd.ts'
import { version } from './version.ts'

/** A role that runs. Disposing it drains it. */
type Service = AsyncDisposable & {
  readonly name: string
  /** Where it listens, if it does. */
  readonly url?: string
  /** Leaves to a successor what must not be cut; it is disposed after that. */
  readonly handOver?: () => Promise<void>
  readonly metrics?: MetricSource
  readonly reload?: Reload
}

/**
 * Imported only when asked for: an agent never evaluates the database, nor a proxy Docker. A start that
 * waits for something ends with the reason of the signal.
 */
const START: Record<Role, (config: Config, stop: AbortSignal) => Promise<Service>> = {
  manager: async (c, stop) => (await import('./manager/index.ts')).startManager(c, stop),
  agent: async (c) => (await import('./agent/index.ts')).startAgent(c),
  proxy: async (c) => (await import('./proxy/index.ts')).startProxy(c),
}

/** Beyond the time that open requests get; systemd would kill it 30 s later. */
const STOP_MS = 40_000

/** What this binary is when it starts itself again, and what an admin asks of it. */
const COMMANDS: Record<string, (args: string[]) => Promise<number | undefined>> = {
  __postgres: async (args) => (await import('./db/embedded/child.ts')).execPostgres(args),
  __worker: async () => (await import('./proxy/workers/worker.ts')).runWorker(),
  __supervise: async (args) =>
    (await import('./service/supervisor.ts')).supervise(args, process.env),
  '__remove-all': async (args) =>
    (await import('./agent/remove.ts')).removeAllOfOurs(readConfig(args, process.env)),
  start: async (args) =>
    (await import('./service/index.ts')).runCommand('start', args, process.env),
  stop: async (args) => (await import('./service/index.ts')).runCommand('stop', args, process.env),
  restart: async (args) =>
    (await import('./service/index.ts')).runCommand('restart', args, process.env),
  reload: async (args) =>
    (await import('./service/index.ts')).runCommand('reload', args, process.env),
  rollback: async (args) =>
    (await import('./service/index.ts')).runCommand('rollback', args, process.env),
  status: async (args) =>
    (await import('./service/index.ts')).runCommand('status', args, process.env),
  backup: async (args) =>
    (await import('./db/backup/command.ts')).runBackupCommand('backup', args, process.env),
  restore: async (args) =>
    (await import('./db/backup/command.ts')).runBackupCommand('restore', args, process.env),
  config: async () => print(sampleFile()),
  '--help': async () => print(usage()),
  '--version': async () => print(`casement ${version}`),
}

async function main(argv: string[]): Promise<number | undefined> {
  const command = COMMANDS[argv[0] ?? '']
  if (command) return command(argv.slice(1))
  const config = readConfig(argv, process.env)
  becomeLean(argv, process.env)
  // Everything has ended then; a connection that the other side keeps open is nothing to stay for.
  process.exit(await serve(config, () => readConfig(argv, process.env)))
}

/**
 * Runs the roles until a signal; each finds the manager of the same process, if there is one. SIGUSR2
 * ends it as SIGTERM does, but for the front door: the next one takes it over with its tunnels. With SIGHUP
 * it reads its configuration again.
 */
async function serve(config: Config, read: () => Config): Promise<number> {
  setLogLevel(config.logLevel)
  const log = logger('main')
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR2'] as const) {
    process.once(signal, () => stop.abort(signal))
  }
  const reloading = new Reloading(config, read)
  const { heedHangUps } = await import('./service/hang-ups.ts')
  using hangUps = heedHangUps(reloading, () => stop.abort('SIGHUP'))

  await using services = new AsyncDisposableStack()
  let managerUrl = config.managerUrl
  let url: string | undefined
  const handOvers: (() => Promise<void>)[] = []
  const sources: MetricSource[] = []
  const up = new Set<string>()
  for (const role of config.roles) {
    const service = await orStopped(START[role]({ ...config, managerUrl }, stop.signal))
    if (!service) return 0
    up.add(service.name)
    services.defer(async () => {
      await service[Symbol.asyncDispose]()
      up.delete(service.name)
    })
    if (service.metrics) sources.push(service.metrics)
    if (service.handOver) handOvers.push(service.handOver)
    if (service.reload) reloading.add(service.reload)
    if (role === 'manager') managerUrl = service.url ?? managerUrl
    url = service.url ?? url
    log.info(`${service.name} is up`, { url: service.url })
  }
  const { announce } = await import('./service/presence.ts')
  services.use(announce(config, url, new Date()))
  services.use(collectAtRest())
  if (config.metricsListen) {
    const { serveMetrics } = await import('./metrics-listener.ts')
    services.use(serveMetrics(config.metricsListen, sources))
  }
  hangUps.ready()
  notify('READY=1', process.env.NOTIFY_SOCKET)
  log.info(`Casement ${version} is ready`, { roles: config.roles.join('+') })
  await untilAborted(stop.signal)
  notify('STOPPING=1', process.env.NOTIFY_SOCKET)
  log.info('Stopping: open requests are finished first')
  endAnyway(reloading.config.drainSeconds * 1000 + STOP_MS)
  if (stop.signal.reason === 'SIGUSR2') await Promise.all(handOvers.map((handOver) => handOver()))
  return 0

  /** Whatever has not ended by then is as safe as after a crash. */
  function endAnyway(after: number) {
    const timer = setTimeout(() => {
      log.error('It did not stop in time, and ends as it is', { waitingFor: [...up].join() })
      process.exit(1)
    }, after)
    timer.unref()
  }

  /** Undefined where the signal came before the service was up. */
  async function orStopped(start: Promise<Service>): Promise<Service | undefined> {
    try {
      return await start
    } catch (error) {
      if (error !== stop.signal.reason) throw error
      log.info('Stopped before everything was up')
      return undefined
    }
  }
}

async function print(text: string): Promise<number> {
  await Bun.write(Bun.stdout, `${text}\n`)
  return 0
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ?? 0
} catch (error) {
  process.stderr.write(`casement: ${messageOf(error)}\n`)
  if (!(error instanceof ConfigError || error instanceof StartError))
    logger('main').error('Could not start', {
      stack: String(error instanceof Error ? error.stack : error),
    })
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
