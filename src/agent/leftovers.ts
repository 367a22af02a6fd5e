import { readdirSync, readFileSync } from 'node:fs'
import { codeOf } from '../errors.ts'

const PAUSE_MS = 20
/** How long processes that were killed may take to go. */
const PATIENCE_MS = 5000

/**
 * Ends what runs in a container that Docker Engine believes not to run. An engine that is killed while
 * it starts one never learns that it did: the processes live on, out of its reach, the container cannot
 * be started, and its removal leaves them. They are known by their control group, which has its id.
 */
export async function endLeftovers(id: string): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE_MS)
  for (;;) {
    const left = processesOf(id)
    if (left.length === 0 || patience.aborted) return
    for (const pid of left) kill(pid)
    await Bun.sleep(PAUSE_MS)
  }
}

function processesOf(id: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => groupsOf(pid).includes(id)).map(Number)
}

/** Empty for a process that ended meanwhile. */
function groupsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return ''
    throw error
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
