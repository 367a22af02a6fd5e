import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from '@sinclair/typebox'

/** One process, never its successor: the kernel gives a number out again, but not with this start. */
export const ProcessId = Type.Object({ pid: Type.Integer({ minimum: 1 }), started: Type.String() })
export type ProcessId = Static<typeof ProcessId>

/** Undefined if there is no such process, or only its remains (a zombie). */
export function identify(pid: number): ProcessId | undefined {
  const fields = statOf(pid)
  const [state, started] = [fields?.[0], fields?.[19]]
  return started === undefined || state === 'Z' || state === 'X' ? undefined : { pid, started }
}

export function lives({ pid, started }: ProcessId): boolean {
  return identify(pid)?.started === started
}

/** Asks one process to end, if it is still the one that was meant. */
export function signal(
  one: ProcessId,
  name: 'SIGTERM' | 'SIGKILL' | 'SIGUSR2' | 'SIGHUP',
): boolean {
  if (!lives(one)) return false
  process.kill(one.pid, name)
  return true
}

/** True as soon as `condition` holds, false if it does not within `limit` milliseconds. */
export async function within(
  limit: number,
  condition: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const end = performance.now() + limit
  while (!(await condition())) {
    if (performance.now() > end) return false
    await sleep(50)
  }
  return true
}

/** `/proc/<pid>/stat` after the name, which may itself hold spaces and brackets: from `state` on. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined // it has ended
  }
}
