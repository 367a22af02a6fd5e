import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import type { Config } from '../../config.ts'
import { StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import { layoutOf } from '../embedded/layout.ts'
import { DatabaseInUse } from '../embedded/manager-lock.ts'
import { DATABASE_USER } from '../embedded/settings.ts'
import { runEmbedded } from '../embedded/supervise.ts'
import { type Address, pool, reach } from '../pool.ts'

/** One connection to the configured database. */
export type Connection = AsyncDisposable & { readonly sql: Sql }

type Where = Pick<Config, 'databaseUrl' | 'dataDir'>

/** To back up: through the socket of the manager that runs, or on a server of our own meanwhile. */
export async function connectToBackUp({ databaseUrl, dataDir }: Where): Promise<Connection> {
  if (databaseUrl) return connect(databaseUrl.reveal())
  const { dir, data, socketDir } = layoutOf(join(dataDir, 'postgres'))
  if (!existsSync(join(data, 'PG_VERSION'))) throw new StartError(texts.noDatabase(dataDir))
  try {
    return await connectToOwn(dir)
  } catch (error) {
    if (!(error instanceof DatabaseInUse)) throw error
    return connect({ host: socketDir, user: DATABASE_USER, database: 'postgres' })
  }
}

/** To restore: never beside a manager that runs. */
export async function connectToRestore({ databaseUrl, dataDir }: Where): Promise<Connection> {
  if (databaseUrl) return connect(databaseUrl.reveal())
  try {
    return await connectToOwn(join(dataDir, 'postgres'))
  } catch (error) {
    throw error instanceof DatabaseInUse ? new StartError(texts.runs(dataDir)) : error
  }
}

async function connectToOwn(dir: string): Promise<Connection> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await runEmbedded(dir))
  const address = { host: server.socketDir, user: server.user, database: 'postgres' }
  const { sql } = stack.use(await connect(address))
  const all = stack.move()
  return { sql, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function connect(address: Address): Promise<Connection> {
  const sql = pool(address, { max: 1 })
  const close = () => sql.end({ timeout: 1 })
  try {
    await reach(sql, address)
  } catch (error) {
    await close()
    throw error
  }
  return { sql, [Symbol.asyncDispose]: close }
}
