import { readFileSync } from 'node:fs'
import { codeOf } from '../errors.ts'

/**
 * Has the kernel ended a process of the cgroup of process `pid` for memory? The kernel's own counter:
 * it is right after a restart of the agent too, and while the session lives on.
 */
export function ranOutOfMemory({ pid }: { readonly pid: number }): boolean {
  if (pid <= 0) return false
  const counter = counterFile(read(`/proc/${pid}/cgroup`))
  return counter !== undefined && oomKills(read(counter)) > 0
}

/** Where the kernel counts, by the text of `/proc/<pid>/cgroup`: version 2 has one line, `0::<path>`. */
export function counterFile(cgroup: string): string | undefined {
  const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.+)$/m.exec(cgroup)?.[1]
  if (v1) return `/sys/fs/cgroup/memory${v1}/memory.oom_control`
  const v2 = /^0::(.+)$/m.exec(cgroup)?.[1]
  return v2 && `/sys/fs/cgroup${v2}/memory.events`
}

export function oomKills(counters: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(counters)?.[1] ?? 0)
}

/** A process and its cgroup may end at any moment. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENODEV') return ''
    throw error
  }
}
