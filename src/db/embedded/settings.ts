import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { openFolder } from './folder.ts'

/** The one role of the built-in database. */
export const DATABASE_USER = 'casement'

export type ServerSettings = Readonly<Record<string, string>>

const SETTINGS: ServerSettings = {
  // Reachable by its socket alone: there is no password, and the carried OpenSSL is an old one.
  listen_addresses: '',
  max_connections: '50',
  shared_buffers: '64MB',
  huge_pages: 'off',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_worker_processes: '4',
  autovacuum_max_workers: '2',
  jit: 'off',
  timezone: 'UTC',
  idle_in_transaction_session_timeout: '60s',
  lc_messages: 'C',
  log_line_prefix: '',
  // The caller reports a failed statement; here it would only copy people's data into the log.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/**
 * Written again before each start, so that they are those of this version, into a folder of ours:
 * root must not write where the server's user could have left a link. `alter system` still wins.
 */
export function writeSettings(dir: string, account: Account, extra: ServerSettings): void {
  openFolder(dir)
  const settings = Object.entries({
    ...SETTINGS,
    hba_file: join(dir, 'pg_hba.conf'),
    ident_file: join(dir, 'pg_ident.conf'),
    ...extra,
  })
  write(
    'postgresql.conf',
    settings.map(([key, value]) => `${key} = ${quote(value)}`),
  )
  write('pg_hba.conf', ['local all all peer map=casement'])
  const people = new Set(['root', account.name])
  write(
    'pg_ident.conf',
    [...people].map((person) => `casement ${quoteName(person)} ${DATABASE_USER}`),
  )

  function write(name: string, lines: readonly string[]) {
    writeFileSync(join(dir, name), `${lines.join('\n')}\n`)
    chmodSync(join(dir, name), 0o644)
  }
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
