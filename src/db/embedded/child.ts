import { rmSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Layout } from './layout.ts'
import { becomeUser, parentPid, signalOnParentDeath } from './libc.ts'
import { holdServerLock } from './server-lock.ts'

/** The first argument that makes this program the database server. main.ts knows it. */
export const POSTGRES_WORD = '__postgres'

const STDIN = 0

/**
 * The command of the child whose standard input is the open server lock. In a checkout this very
 * file is run, so that a test of the database needs nothing else of the program.
 */
export function postgresCommand(layout: Layout, runtime: string, account: Account): string[] {
  const ids = account.dropped ? [String(account.uid), String(account.gid)] : ['', '']
  const { data, socketDir, socket, settings } = layout
  const args = [String(process.pid), ...ids, runtime, data, socketDir, socket, settings]
  return [process.execPath, Bun.isStandaloneExecutable ? POSTGRES_WORD : import.meta.path, ...args]
}

/**
 * Becomes the server; never returns. Entered by running this program again, because only a process
 * itself can ask the kernel to be stopped when its parent dies: a manager that is killed takes its
 * server down cleanly.
 */
export async function execPostgres(args: readonly string[]): Promise<never> {
  const [manager, uid, gid, runtime = '', data = '', socketDir = '', socket = '', settings = ''] =
    args
  if (!settings) throw new Error(`${POSTGRES_WORD} is started by the manager, not by hand`)
  if (uid && gid) becomeUser(Number(uid), Number(gid))
  signalOnParentDeath(constants.signals.SIGINT)
  if (parentPid() !== Number(manager))
    throw new Error('the manager ended before its database began')

  // On standard input, because execve closes every descriptor above 2.
  await holdServerLock(STDIN)
  // Holding it, nothing else runs on this folder. What a crash left behind is stale, even where its
  // pid is in use again (the rule in containers); Postgres would refuse to start because of it.
  for (const path of [join(data, 'postmaster.pid'), `${socket}.lock`, socket]) {
    rmSync(path, { force: true })
  }
  const program = join(runtime, 'bin/postgres')
  const config = `config_file=${join(settings, 'postgresql.conf')}`
  process.execve?.(program, [program, '-D', data, '-k', socketDir, '-c', config], {
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
  })
  throw new Error('execve returned')
}

if (import.meta.main) await execPostgres(process.argv.slice(2))
