import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism, hostname, release } from 'node:os'
import type { HostFacts } from '../contract/checkin.ts'
import type { Offers } from '../domain/offers.ts'
import { codeOf } from '../errors.ts'
import { host as texts } from '../texts/host.ts'
import { version } from '../version.ts'
import type { EngineInfo } from './docker.ts'
import { cpuShare, parseBeginning, parseCpuTimes, parseMemory } from './proc.ts'

/**
 * From this share of a disk in use an admin is warned; from the next no new session comes here, while
 * those that run have some left.
 */
const DISK_LOW = 0.9
const DISK_FULL = 0.94

/** The engine as the agent saw it last, and why sessions cannot run, if they cannot. */
export type EngineState = {
  readonly info: EngineInfo | undefined
  readonly problem: string | undefined
}

/** CPU use is averaged over at least this much time of one core, in ticks: looks may come in bursts. */
const LEAST_TICKS = 100

/** A container that was started before this did not end by itself, but with the machine. */
export function machineBegan(): number {
  return parseBeginning(readFileSync('/proc/stat', 'utf8'), readFileSync('/proc/1/stat', 'utf8'))
}

/** What is full does not fill within this, and a launch has several check-ins that somebody waits for. */
const KEPT_MS = 1000

/** A look at this host, or one of a moment ago. CPU use is since a look some time before. */
export function createHostLook(offers: Offers) {
  const cores = availableParallelism()
  let before = parseCpuTimes(readFileSync('/proc/stat', 'utf8'))
  let cpuUsed = 0
  let last: { readonly at: number; readonly of: EngineState; readonly facts: HostFacts } | undefined

  function lookAtCpu() {
    const now = parseCpuTimes(readFileSync('/proc/stat', 'utf8'))
    if (now.total - before.total < LEAST_TICKS * cores) return
    cpuUsed = cpuShare(before, now)
    before = now
  }

  return async (engine: EngineState): Promise<HostFacts> => {
    const now = performance.now()
    if (last?.of === engine && now - last.at < KEPT_MS) return last.facts
    const facts = await look(engine)
    last = { at: now, of: engine, facts }
    return facts
  }

  async function look({ info, problem }: EngineState): Promise<HostFacts> {
    lookAtCpu()
    const memory = parseMemory(readFileSync('/proc/meminfo', 'utf8'))
    const disk = info ? await diskOf(info.DockerRootDir) : { total: 0, used: 0 }
    const unfit = problem ?? (info && diskProblem(info, disk))
    return {
      hostname: hostname(),
      version,
      cores,
      memory: memory.total,
      cpuUsed,
      memoryUsed: memory.used,
      swap: memory.swap,
      diskTotal: disk.total,
      diskUsed: disk.used,
      kernel: release(),
      holds: true,
      offers: {
        devices: [...offers.devices],
        networks: [...offers.networks],
        volumeRoots: [...offers.volumeRoots],
      },
      docker: {
        version: info?.ServerVersion ?? '',
        storage: info?.Driver ?? '',
        liveRestore: info?.LiveRestoreEnabled ?? false,
        ...(unfit === undefined ? {} : { problem: unfit.slice(0, 2000) }),
        warnings: info ? warningsOf(info, disk) : [],
      },
    }
  }
}

type Disk = { readonly total: number; readonly used: number }

/** Bytes as `df` counts them: what is kept back for root counts as neither used nor free. */
async function diskOf(path: string): Promise<Disk> {
  try {
    const { blocks, bfree, bavail, bsize } = await statfs(path)
    const used = (blocks - bfree) * bsize
    return { total: used + bavail * bsize, used }
  } catch (error) {
    // Docker Engine may run elsewhere than its socket; then its disk is unknown, not wrong.
    if (codeOf(error) === 'ENOENT') return { total: 0, used: 0 }
    throw error
  }
}

/** What an admin should know although sessions run. */
export function warningsOf(info: EngineInfo, disk: Disk): string[] {
  const warnings: string[] = []
  if (!info.LiveRestoreEnabled) warnings.push(texts.liveRestoreOff)
  if (isOldRunc(info.RuncCommit.ID)) warnings.push(texts.oldRunc(info.RuncCommit.ID))
  if (!info.SecurityOptions.some((option) => /^name=seccomp(?!.*unconfined)/.test(option))) {
    warnings.push(texts.noSeccomp)
  }
  if (shareOf(disk) >= DISK_LOW) {
    warnings.push(texts.lowDisk(Math.floor(100 * shareOf(disk)), info.DockerRootDir))
  }
  return warnings
}

/** Stops placement here before sessions that run fail for want of space. */
export function diskProblem(info: EngineInfo, disk: Disk): string | undefined {
  if (shareOf(disk) < DISK_FULL) return undefined
  return texts.fullDisk(Math.floor(100 * shareOf(disk)), info.DockerRootDir)
}

function shareOf({ total, used }: Disk): number {
  return total > 0 ? used / total : 0
}

/**
 * Before 1.1.12. Only a plain version says so: distributions patch older ones (1.1.5+ds1-1+deb12u1 has
 * the fix), and Docker's own packages give a commit.
 */
function isOldRunc(id: string): boolean {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(id)?.map(Number) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return false
  return major < 1 || (major === 1 && (minor < 1 || (minor === 1 && patch < 12)))
}
