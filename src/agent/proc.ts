/** Busy and total time of all cores since boot, in ticks, from `/proc/stat`. */
export type CpuTimes = { readonly busy: number; readonly total: number }

export function parseCpuTimes(stat: string): CpuTimes {
  const [, ...fields] = (stat.split('\n')[0] ?? '').trim().split(/\s+/)
  // guest times (the 9th and 10th) are contained in user and nice
  const ticks = fields.slice(0, 8).map(Number)
  const total = ticks.reduce((sum, one) => sum + one, 0)
  const [, , , idle = 0, waiting = 0] = ticks
  return { busy: total - idle - waiting, total }
}

/** Ticks a second that the kernel counts in for programs, on every architecture that we run on. */
const HERTZ = 100

/**
 * When this machine began, at the earliest, on the clock as it is now: from `/proc/stat` and
 * `/proc/1/stat`, since a machine that is a container has a later beginning than its kernel.
 */
export function parseBeginning(stat: string, first: string): number {
  const booted = Number(/^btime (\d+)$/m.exec(stat)?.[1])
  // After the name, which may hold spaces and brackets: from the state, the 3rd field, to the 22nd.
  const ticks = Number(first.slice(first.lastIndexOf(')') + 2).split(' ')[19])
  return (booted + ticks / HERTZ) * 1000
}

/** The share of all cores in use between two looks, 0 to 1. */
export function cpuShare(before: CpuTimes, after: CpuTimes): number {
  const total = after.total - before.total
  if (total <= 0) return 0
  return Math.min(1, Math.max(0, (after.busy - before.busy) / total))
}

/** Bytes, from `/proc/meminfo`. What the kernel can give back at once is not in use. */
export function parseMemory(meminfo: string) {
  const bytes = (name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? 0)
  const total = bytes('MemTotal')
  return { total, used: total - bytes('MemAvailable'), swap: bytes('SwapTotal') }
}
