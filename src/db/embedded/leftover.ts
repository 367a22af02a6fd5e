import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { logger } from '../../log.ts'

const log = logger('postgres')

/**
 * Asks a server that outlived its manager to end (the kernel did not deliver the parent-death
 * signal, or it is still at it). The new server waits for its lock. Whoever calls this holds the
 * manager's lock, so no living manager wants that server.
 */
export function stopLeftover(data: string): void {
  const pid = runningOn(data)
  if (pid === undefined) return
  log.warn('stopping a server that an earlier manager left behind', { pid })
  process.kill(pid, 'SIGINT')
}

/** A pid file alone proves nothing: after a crash its number may be anyone's. */
function runningOn(data: string): number | undefined {
  try {
    const [line = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return readlinkSync(`/proc/${Number(line)}/cwd`) === data ? Number(line) : undefined
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}
