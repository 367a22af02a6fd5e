import { chownSync, mkdirSync } from 'node:fs'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { serviceAccount } from './account.ts'
import { openFolder } from './folder.ts'
import { createCluster } from './initdb.ts'
import { layoutOf } from './layout.ts'
import { takeManagerLock } from './manager-lock.ts'
import { type Server, startServer } from './server.ts'
import { DATABASE_USER, type ServerSettings, writeSettings } from './settings.ts'
import { unpackRuntime } from './unpack.ts'

const log = logger('postgres')
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

export type EmbeddedOptions = {
  /** Beside our own, for tests: `{ fsync: 'off' }`. */
  readonly settings?: ServerSettings
}

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly socketDir: string
  readonly user: string
  /** Of the postmaster that runs now. */
  readonly pid: number
}

/**
 * Keeps the server that we carry running on `dir` until it is disposed. Clients that lose their
 * connections to a crash reconnect to the same socket.
 */
export async function runEmbedded(
  dir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const layout = layoutOf(dir)
  const account = serviceAccount(layout.data)
  openFolder(dir)
  await using stack = new AsyncDisposableStack()
  stack.use(takeManagerLock(layout.managerLock))

  const runtime = await unpackRuntime(dir)
  await createCluster(layout, runtime, account)
  mkdirSync(layout.socketDir, { recursive: true, mode: 0o700 })
  if (account.dropped) chownSync(layout.socketDir, account.uid, account.gid)

  let server = await start()
  let stopping = false
  const watching = watch()
  stack.defer(async () => {
    stopping = true
    await server.stop()
    await watching
  })
  const running = stack.move()
  return {
    socketDir: layout.socketDir,
    user: DATABASE_USER,
    get pid() {
      return server.pid
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }

  function start(): Promise<Server> {
    writeSettings(layout.settings, account, options.settings ?? {})
    return startServer(layout, runtime, account)
  }

  async function watch(): Promise<void> {
    for (;;) {
      const how = await server.ended
      if (stopping) return
      log.error('the database server ended; starting it again', { how })
      const next = await startUntilItRuns()
      if (!next) return
      server = next
      // Disposed while this one was starting: nobody else knows of it.
      if (stopping) await next.stop()
    }
  }

  async function startUntilItRuns(): Promise<Server | undefined> {
    for (let pause = FIRST_PAUSE_MS; !stopping; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await start()
      } catch (error) {
        log.error(messageOf(error))
        await Bun.sleep(pause)
      }
    }
    return undefined
  }
}
