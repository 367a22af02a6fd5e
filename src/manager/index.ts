import type { Config } from '../config.ts'
import { openDatabase } from '../db/client.ts'
import { DatabaseClock } from '../db/clock.ts'
import { withLock } from '../db/locks.ts'
import { installationMetrics } from '../db/metrics.ts'
import { CHANNEL, parseNotice } from '../db/notify.ts'
import { messageOf } from '../errors.ts'
import { logger } from '../log.ts'
import type { MetricSource } from '../metrics.ts'
import { assetsDir } from '../paths.ts'
import { managerApp } from './app.ts'
import { createPasswords } from './auth/passwords.ts'
import { firstBoot } from './first-boot.ts'
import { Hub } from './hosts/hub.ts'
import { goalsFor, passwordContext, routesFor } from './hosts/snapshots.ts'
import { Attention } from './loops/attention.ts'
import { startSweep } from './loops/sweep.ts'
import { loadSecrets, sessionPassword } from './secrets.ts'
import { loadAssets } from './web/assets.ts'

const log = logger('manager')

/** Longer than a heartbeat of our own streams, shorter than for ever. */
const IDLE_SECONDS = 60

/** The API, the pages, placement and expiry: the only role that knows the database. */
export async function startManager(
  config: Config,
  signal: AbortSignal,
): Promise<
  AsyncDisposable & {
    name: string
    url: string
    metrics: MetricSource
    reload: (config: Config) => Promise<void>
  }
> {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(
    await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, signal }),
  )
  const { db } = database
  const { sealer, token } = loadSecrets(config.secretsDir, config.token?.reveal())
  const passwords = await createPasswords()
  const boot = await withLock(db, 'firstBoot', (tx) =>
    firstBoot(tx, sealer, config.dataDir, passwords.hash),
  )

  const clock = await DatabaseClock.open(db, boot.installation.id)
  const now = () => clock.now()
  const urls: string[] = []
  let { drainSeconds } = config
  const hub = new Hub(now, {
    routes: () => routesFor(db, sealer, boot, urls, now()),
    goals: (agent) => goalsFor(db, sealer, agent),
  })
  const assets = await loadAssets(assetsDir)
  const attention = new Attention(db)
  const seal = (key: string) => sealer.seal(sessionPassword(), passwordContext(key))
  const app = managerApp({
    ...{ config, database, hub, sealer, token, passwords, assets, boot, now, attention },
  })
  app.listen({ ...config.managerListen, idleTimeout: IDLE_SECONDS, development: false })
  const { server } = app
  if (!server) throw new Error('The manager could not listen')
  const { hostname } = config.managerListen
  const url = `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${server.port}`
  urls.push(url)
  stack.defer(async () => {
    hub.close()
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, drainSeconds * 1000)
    await Promise.race([server.stop(), patience.promise])
    clearTimeout(timer)
    await server.stop(true)
  })
  const sweep = stack.use(startSweep({ db, clock, attention, seal, leapt: () => hub.tellTime() }))
  stack.use(await database.listen(CHANNEL, heed, resume))

  function heed(payload: string) {
    const notice = parseNotice(payload)
    if (!notice) return
    hub.heed(notice).catch((error: unknown) => {
      log.warn('A notice could not be heeded; the next comparison makes up for it', {
        cause: messageOf(error),
      })
    })
  }

  /** The database is there, perhaps again after a while. */
  function resume() {
    void hub.resync()
    sweep.wake()
  }

  const running = stack.move()
  const metrics = () => installationMetrics(db, now())
  const reload = async (next: Config) => {
    drainSeconds = next.drainSeconds
  }
  const end = () => running.disposeAsync()
  return { name: 'manager', url, metrics, reload, [Symbol.asyncDispose]: end }
}
