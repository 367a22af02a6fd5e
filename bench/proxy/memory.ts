import { readdirSync, readFileSync } from 'node:fs'
import { type Ground, start } from './carriers.ts'
import { type Carrier, type Layer, MEMORY } from './cells.ts'
import { openIdle } from './load.ts'

/** Tunnels that are open before the first look: what comes with the first of all is no tunnel's. */
const FIRST = 500
/** Then a process has come to rest, and has let go of what opening them took. */
const REST_MS = 12_000

/** kB of a fresh process for each idle tunnel, at each of the counts. */
export async function memoryOfTunnels(
  carrier: Carrier,
  layer: Layer,
  ground: Ground,
): Promise<number[]> {
  await using proxy = await start(carrier, layer, 'echo', ground)
  const words = {
    port: proxy.port,
    tls: layer === 'TLS' ? 1 : 0,
    heads: ground.sessions.heads('echo'),
    most: Math.max(...MEMORY.counts) + FIRST,
  }
  await using tunnels = openIdle(ground.folder, words, FIRST)
  await tunnels.first()
  const base = await atRest(proxy.pid)
  const each: number[] = []
  for (const count of MEMORY.counts) {
    await tunnels.reach(FIRST + count)
    each.push(((await atRest(proxy.pid)) - base) / count)
  }
  return each
}

/** kB of a process and its children after a rest. */
async function atRest(pid: number): Promise<number> {
  await Bun.sleep(REST_MS)
  return memoryOf(pid)
}

/** Its pages and, in proportion, those that it shares. */
function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const own = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1.024
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return children.reduce((sum, child) => sum + memoryOf(Number(child)), own)
}
