import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Process ids of the front door's workers below a process of ours. */
export function workersOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const stat = read(`/proc/${pid}/stat`)
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(fields[1]) !== parent) return false
      return read(`/proc/${pid}/cmdline`).includes('__worker')
    })
    .map(Number)
}

/** The postmaster of a manager's built-in database. */
export function postmasterOf(dataDir: string): number {
  const [pid] = readFileSync(join(dataDir, 'postgres/data-17/postmaster.pid'), 'utf8').split('\n')
  if (!pid) throw new Error('the database has not written its number yet')
  return Number(pid)
}

/** Empty for a process that ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
