import postgres, { type Options, type PostgresType, type Sql } from 'postgres'
import { messageOf, StartError } from '../errors.ts'
import { logger } from '../log.ts'
import { pause, untilAborted } from '../pause.ts'
import { databaseGone } from './failure.ts'

/** A server: its URL, or the folder of its socket, which a URL cannot express. */
export type Address =
  | string
  | { readonly host: string; readonly user: string; readonly database: string }

const OLDEST_VERSION = 140_000
const PATIENCE_MS = 30_000
const PAUSE_MS = 500
const log = logger('database')

/** Connections that know nothing of our schema. */
export function pool(address: Address, options: Options<Record<string, PostgresType>>): Sql {
  const all = {
    connect_timeout: 5,
    // Of itself the driver lets up to 20 s pass before it tries again.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
    onnotice: () => undefined,
    ...options,
    connection: { application_name: 'casement', TimeZone: 'UTC', ...options.connection },
  }
  return typeof address === 'string' ? postgres(address, all) : postgres({ ...address, ...all })
}

/**
 * Returns when the server answers. An external one may start after us, so it gets a while; what
 * waiting does not cure, such as a wrong password, stops the start at once. So does the signal, whose
 * reason is thrown.
 */
export async function reach(
  connection: Sql,
  address: Address,
  signal = new AbortController().signal,
): Promise<void> {
  const where = typeof address === 'string' ? new URL(address).host : address.host
  let told = false
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      const asked = connection`select current_setting('server_version_num')::int as version`
      const [row] = (await Promise.race([asked, untilAborted(signal)])) ?? []
      signal.throwIfAborted()
      if (Number(row?.version) >= OLDEST_VERSION) return
      throw new StartError(
        `The database at ${where} is older than PostgreSQL ${OLDEST_VERSION / 10_000}. Upgrade it, or leave out --database-url to use the built-in one`,
      )
    } catch (error) {
      if (error instanceof StartError) throw error
      signal.throwIfAborted()
      if (!databaseGone(error) || performance.now() > deadline) {
        throw new StartError(
          typeof address === 'string'
            ? `The database at ${where} cannot be used: ${messageOf(error)}. Check --database-url`
            : `The built-in database at ${where} cannot be used: ${messageOf(error)}`,
          { cause: error },
        )
      }
      if (!told) log.warn('waiting for the database', { where, reason: messageOf(error) })
      told = true
      await pause(PAUSE_MS, signal)
    }
  }
}
