import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serviceAccount } from '../db/embedded/account.ts'
import { createCluster } from '../db/embedded/initdb.ts'
import { layoutOf } from '../db/embedded/layout.ts'
import { DATABASE_USER } from '../db/embedded/settings.ts'
import { unpackRuntime } from '../db/embedded/unpack.ts'
import { temporaryFolder } from './folder.ts'
import { freePort } from './product.ts'

const READY = 'database system is ready to accept connections'

/** How a server is told to go: as `pg_ctl -m immediate` does, as `-m fast` does, or not told at all. */
export type Farewell = 'SIGQUIT' | 'SIGINT' | 'SIGKILL'

/** A Postgres that nobody looks after, on a port of its own: an admin's, as far as Casement knows. */
export type ExternalPostgres = AsyncDisposable & {
  readonly url: string
  start(): Promise<void>
  stop(how: Farewell): Promise<void>
}

/** The server that the executable carries, on an empty database; `environment` beside its own. */
export async function externalPostgres(
  environment: Readonly<Record<string, string>> = {},
): Promise<ExternalPostgres> {
  using stack = new DisposableStack()
  const { path } = stack.use(temporaryFolder())
  const layout = layoutOf(path)
  const account = serviceAccount(layout.data)
  const runtime = await unpackRuntime(path)
  mkdirSync(layout.socketDir, { mode: 0o700 })
  if (account.dropped) chownSync(layout.socketDir, account.uid, account.gid)
  await createCluster(layout, runtime, account)
  const hba = join(path, 'hba.conf')
  writeFileSync(hba, 'host all all 127.0.0.1/32 trust\n', { mode: 0o644 })
  const port = await freePort()
  let server = run()
  await server.ready
  const folder = stack.move()

  function run() {
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      hba_file: hba,
      unix_socket_directories: layout.socketDir,
      log_line_prefix: '',
      lc_messages: 'C',
      shared_buffers: '32MB',
    }
    const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
    const child = Bun.spawn([join(runtime, 'bin/postgres'), '-D', layout.data, ...flags], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...environment },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
      ...(account.dropped ? { uid: account.uid, gid: account.gid } : {}),
    })
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    let said = ''
    const reading = (async () => {
      const decoder = new TextDecoder()
      for await (const chunk of child.stderr) {
        said = (said + decoder.decode(chunk, { stream: true })).slice(-5000)
        if (said.includes(READY)) resolve()
      }
      reject(new Error(`Postgres ended: ${said}`))
    })()
    ready.catch(() => undefined) // whoever waits for it is told
    return { child, ready, ended: Promise.all([child.exited, reading]) }
  }

  const external: ExternalPostgres = {
    url: `postgres://${DATABASE_USER}@127.0.0.1:${port}/postgres`,
    async start() {
      server = run()
      await server.ready
    },
    async stop(how) {
      server.child.kill(how)
      await server.ended
    },
    async [Symbol.asyncDispose]() {
      if (server.child.exitCode === null && server.child.signalCode === null) {
        await external.stop('SIGQUIT')
      }
      folder.dispose()
    },
  }
  return external
}
