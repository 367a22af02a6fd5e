import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of a second in /proc (sysconf(_SC_CLK_TCK)), which Linux keeps at 100. */
const TICKS = 100

/** Seconds of cores that a process and all below it have taken, in their lives so far. */
export function cpuOfTree(root: number): number {
  const children = new Map<number, number[]>()
  const seconds = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const parent = Number(fields[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
      seconds.set(Number(name), (Number(fields[11]) + Number(fields[12])) / TICKS)
    } catch {
      // It ended while we looked.
    }
  }
  function sum(pid: number): number {
    const below = (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0)
    return (seconds.get(pid) ?? 0) + below
  }
  return sum(root)
}

/** Seconds of cores that a container has taken. */
export async function cpuOfContainer(name: string): Promise<number> {
  const url = `http://docker/containers/${name}/stats?stream=false&one-shot=true`
  const answer = await fetch(url, { unix: '/var/run/docker.sock' })
  const { cpu_stats: cpu } = await answer.json()
  return Number(cpu.cpu_usage.total_usage) / 1e9
}
