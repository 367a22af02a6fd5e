/**
 * bun bench/figures.ts [rounds]: the figures of the README, measured on the compiled binary as it is
 * shipped: its size, how long it takes until the front door is ready (first start in an empty folder,
 * and later ones), and what it holds in memory when idle, database and front door included.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Product, startProduct } from '../src/testing/product.ts'

const rounds = Number(process.argv[2] ?? 5)
const MB = 1e6
const IDLE_SECONDS = 30

const size = statSync('dist/casement').size
const first: number[] = []
const later: number[] = []
const memory: number[] = []

for (let round = 0; round < rounds; round++) {
  const dataDir = mkdtempSync(join(tmpdir(), 'casement-figures-'))
  first.push(await timed(dataDir, async () => {}))
  later.push(
    await timed(dataDir, async (product) => {
      if (round > 0) return
      await Bun.sleep(IDLE_SECONDS * 1000)
      memory.push(proportionalSetSize(product.pid))
    }),
  )
  rmSync(dataDir, { recursive: true })
}

console.log(`binary                    ${(size / MB).toFixed(1)} MB`)
console.log(`first start to ready      ${spread(first)} ms`)
console.log(`later starts to ready     ${spread(later)} ms`)
console.log(
  `idle, all processes (PSS) ${memory.map((bytes) => (bytes / MB).toFixed(0)).join(', ')} MB`,
)

/** Milliseconds from the start of the process to the first 200 of /readyz. */
async function timed(dataDir: string, then: (product: Product) => Promise<void>): Promise<number> {
  const began = performance.now()
  await using product = await startProduct({ dataDir })
  const took = performance.now() - began
  await then(product)
  return took
}

/** Bytes of a process and all below it; pages they share are counted once. */
function proportionalSetSize(root: number): number {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // It ended while we looked.
    }
  }
  function sum(pid: number): number {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const own = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
    return own + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0)
  }
  return sum(root)
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round)
  return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]} to ${sorted.at(-1)})`
}
