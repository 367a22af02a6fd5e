import { readdirSync, readFileSync } from 'node:fs'
import { type Ground, start } from './carriers.ts'
import { type Carrier, type Layer, MEMORY } from './cells.ts'
import { openIdle } from './load.ts'

/** Tunnels that are open before the first look: what comes with the first of all is no tunnel's. */
const FIRST = 20
/** A reading counts once it has stayed within this share for so many readings. */
const STILL = { share: 0.005, readings: 3, pauseMs: 300, most: 20 }

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
  const base = await settled(proxy.pid)
  const each: number[] = []
  for (const count of MEMORY.counts) {
    await tunnels.reach(FIRST + count)
    each.push(((await settled(proxy.pid)) - base) / count)
  }
  return each
}

/** kB of a process and its children, once they change no more. */
async function settled(pid: number): Promise<number> {
  let last = memoryOf(pid)
  for (let look = 0, still = 0; look < STILL.most && still < STILL.readings; look++) {
    await Bun.sleep(STILL.pauseMs)
    const next = memoryOf(pid)
    still = Math.abs(next - last) <= STILL.share * last ? still + 1 : 0
    last = next
  }
  return last
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
