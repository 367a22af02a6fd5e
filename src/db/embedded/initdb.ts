import { chownSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import type { Account } from './account.ts'
import { startError } from './diagnose.ts'
import type { Layout } from './layout.ts'
import { syncFileSystem } from './libc.ts'
import { holdServerLock } from './server-lock.ts'
import { DATABASE_USER } from './settings.ts'

const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Makes an empty database on first start. It gets its name when all of it is on disk, not before. */
export async function createCluster(
  layout: Layout,
  runtime: string,
  account: Account,
): Promise<void> {
  if (existsSync(join(layout.data, 'PG_VERSION'))) return
  const unfinished = `${layout.data}.tmp`
  const lock = openSync(layout.serverLock, 'a+', 0o600)
  try {
    // An initdb whose manager was killed goes on, and would write into what we make here.
    await holdServerLock(lock)
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { mode: 0o700 })
    if (account.dropped) chownSync(unfinished, account.uid, account.gid)
    await initdb(join(runtime, 'bin/initdb'), unfinished, account, lock)
  } finally {
    closeSync(lock)
  }
  syncFileSystem(unfinished)
  renameSync(unfinished, layout.data)
  syncFileSystem(layout.dir)
}

async function initdb(
  program: string,
  data: string,
  account: Account,
  lock: number,
): Promise<void> {
  const said = await run().catch((error: unknown) => messageOf(error))
  if (said !== undefined) throw startError(`initdb: ${said}`, data, program, account)

  async function run(): Promise<string | undefined> {
    const child = Bun.spawn({
      cmd: [
        program,
        `--pgdata=${data}`,
        `--username=${DATABASE_USER}`,
        '--auth=peer',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
        '--no-sync',
        '--no-instructions',
      ],
      cwd: '/',
      env: ENVIRONMENT,
      stdin: lock,
      stdout: 'ignore',
      stderr: 'pipe',
      ...(account.dropped ? { uid: account.uid, gid: account.gid } : {}),
    })
    const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited])
    return code === 0 ? undefined : stderr.trim()
  }
}
