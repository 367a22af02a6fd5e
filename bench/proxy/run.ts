/**
 * bun bench/proxy/run.ts [--rounds 9] [--seconds 0.8] [--warm-up 3] [--layers plain,TLS] [--cells get,bulk,…,memory]: the front
 * door's worker of dist/casement, as it is shipped, beside Debian's nginx, HAProxy and (for WebSocket to TCP)
 * websockify, interleaved: every round puts each figure's load before each of them in turn. Proxies run on the
 * first core, load and upstream on the second. What counts is the ratio of CPU seconds of the proxy within a
 * round; of all rounds the median with its 95 % interval by order statistics. Root; some 25 minutes for all.
 * The report also goes to .cache/bench-proxy/, as Markdown and JSON.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { selfSigned } from '../../src/proxy/certificates/self-signed.ts'
import { temporaryFolder } from '../../src/testing/folder.ts'
import { install } from '../debian.ts'
import { FILES, type Ground, type Running, start } from './carriers.ts'
import { type Carrier, CELLS, type Cell, LAYERS, type Layer, MEMORY, PROXIES } from './cells.ts'
import { compile, measure, startUpstream } from './load.ts'
import { memoryOfTunnels } from './memory.ts'
import { tables } from './report.ts'
import { memoryCell, memoryRow, type Row, rowOf, type Sample } from './results.ts'
import { isTcp, Sessions } from './sessions.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '0.8' },
    'warm-up': { type: 'string', default: '3' },
    layers: { type: 'string', default: LAYERS.join() },
    cells: { type: 'string', default: [...CELLS.map(({ name }) => name), MEMORY.name].join() },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const warmUp = Number(values['warm-up'])
const names = values.cells.split(',')
const layers = LAYERS.filter((layer) => values.layers.split(',').includes(layer))
const cells = CELLS.filter(({ name }) => names.includes(name))
const known = [...CELLS.map(({ name }) => name), MEMORY.name]
const unknown = names.filter((name) => !known.includes(name))
if (unknown.length > 0) throw new Error(`No cell ${unknown}; there are ${known.join(', ')}`)

await install({
  gcc: 'gcc',
  nginx: 'nginx-light',
  haproxy: 'haproxy',
  websockify: 'websockify',
  '/usr/include/stdio.h': 'libc6-dev',
  '/usr/include/openssl/ssl.h': 'libssl-dev',
})
using folder = temporaryFolder()
await compile(folder.path)
using upstream = await startUpstream(folder.path)
const ground = prepare()
await using stack = new AsyncDisposableStack()
const running = new Map<string, Running>()
const samples: Sample[] = []
const failures: string[] = []
const beganAt = performance.now()

// Not counted: a front door runs for days, and its code is compiled by then.
for (const layer of layers) {
  for (const cell of cells) {
    for (const carrier of cell.carriers) await noting(cell.name, () => warm(cell, carrier, layer))
  }
}
for (let round = 0; round < rounds; round++) {
  for (const layer of layers) {
    for (const cell of cells) {
      for (const carrier of inTurn(cell.carriers, round)) await sample(cell, carrier, layer, round)
    }
  }
  // They only wait: all at once takes no longer than one.
  await Promise.all(
    (names.includes(MEMORY.name) ? layers : []).flatMap((layer) =>
      PROXIES.map((carrier) => weigh(carrier, layer, round)),
    ),
  )
  const minutes = ((performance.now() - beganAt) / 60_000).toFixed(1)
  console.error(`round ${round + 1} of ${rounds}, ${minutes} minutes, load ${loadavg()[0]}`)
}
report()

function prepare(): Ground {
  const tls = selfSigned(['desk.example.org'], new Date())
  writeFileSync(join(folder.path, FILES.cert), tls.cert)
  writeFileSync(join(folder.path, FILES.key), tls.key)
  writeFileSync(join(folder.path, FILES.both), `${tls.cert}\n${tls.key}`)
  return { folder: folder.path, upstream, sessions: new Sessions(folder.path, upstream), tls }
}

/** Nobody is always the first. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const at = round % all.length
  return [...all.slice(at), ...all.slice(0, at)]
}

async function sample(cell: Cell, carrier: Carrier, layer: Layer, round: number) {
  await noting(`${carrier}, ${layer}, ${cell.name}`, async () => {
    const measured = await run(cell, carrier, layer, seconds)
    const amount =
      cell.figure === 'CPU per GB' ? measured.bytes / 1e9 : measured.operations / 100_000
    samples.push({
      round,
      layer,
      cell: cell.name,
      carrier,
      cost: cell.figure === 'p99' ? measured.p99 : measured.cpu / amount,
      rate: (cell.figure === 'CPU per GB' ? amount : measured.operations) / measured.seconds,
      p50: measured.p50,
      p99: measured.p99,
    })
  })
}

async function warm(cell: Cell, carrier: Carrier, layer: Layer) {
  await run(cell, carrier, layer, warmUp)
}

/** One load before one of them. */
async function run(cell: Cell, carrier: Carrier, layer: Layer, length: number) {
  const proxy = await processOf(carrier, layer, cell)
  return await measure(folder.path, {
    ...cell.load,
    port: proxy.port,
    pid: proxy.pid,
    seconds: length,
    tls: layer === 'TLS' ? 1 : 0,
    heads: ground.sessions.heads(cell.service, { close: cell.load.mode === 'connect' }),
    beside: ground.sessions.heads('bulk'),
  })
}

async function weigh(carrier: Carrier, layer: Layer, round: number) {
  await noting(`${carrier}, ${layer}, ${MEMORY.name}`, async () => {
    const each = await memoryOfTunnels(carrier, layer, ground)
    for (const [i, count] of MEMORY.counts.entries()) {
      const cost = each[i] ?? Number.NaN
      const cell = memoryCell(count)
      samples.push({ round, layer, cell, carrier, cost, rate: 0, p50: 0, p99: 0 })
    }
  })
}

/** The process of that carrier that this cell uses in every round. */
async function processOf(carrier: Carrier, layer: Layer, { service }: Cell): Promise<Running> {
  const key = `${carrier} ${layer} ${isTcp(service) ? service : ''}`
  const there = running.get(key)
  if (there) return there
  const made = stack.use(await start(carrier, layer, service, ground))
  running.set(key, made)
  return made
}

/** One that fails leaves a gap in its round and is named at the end. */
async function noting(what: string, step: () => Promise<void>) {
  try {
    await step()
  } catch (error) {
    const words = `${what}: ${error instanceof Error ? error.message : error}`
    failures.push(words)
    console.error(words)
  }
}

function report() {
  const rows: Row[] = layers.flatMap((layer) => [
    ...cells.map((cell) => rowOf(cell, layer, samples)),
    ...(names.includes(MEMORY.name) ? MEMORY.counts : []).map((count) =>
      memoryRow(count, layer, samples),
    ),
  ])
  const missed = rows.filter(({ met }) => met === false).length
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, load ${loadavg()[0]}`
  const text = `${rounds} rounds, ${seconds} s a figure; ${machine}\n\n${tables(rows)}\n
${missed} of ${rows.filter(({ goal }) => goal).length} goals missed, ${failures.length} measurements failed\n`
  const out = join(import.meta.dir, '../../.cache/bench-proxy')
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, `${name}.md`), text)
  const medians = rows.map(({ costs, rates, ...row }) => ({
    ...row,
    costs: Object.fromEntries(costs),
    rates: Object.fromEntries(rates),
  }))
  writeFileSync(
    join(out, `${name}.json`),
    JSON.stringify({ rounds, seconds, machine, failures, rows: medians, samples }, null, 1),
  )
  console.log(text)
  process.exitCode = missed + failures.length > 0 ? 1 : 0
}
