/**
 * bun bench/stream.ts [--rounds 5] [--seconds 10] [--frames 60] [--sizes 1280x720,1920x1080] [--image NAME]: a
 * picture that moves all over the screen, as the viewer in Chromium shows it: once by Tight alone (a browser
 * without a video decoder), once by what the front door chooses, in turns, each from a fresh page. Distinct
 * frames a second, how old each is, bandwidth, and the cores that the session and the platform take. Then
 * the picture stands still. On the compiled binary; medians, and whether the goals are met.
 */
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { signIn, startBrowser } from '../src/testing/browser.ts'
import { docker } from '../src/testing/engine.ts'
import { startMotion } from '../src/testing/motion.ts'
import { type Product, startProduct } from '../src/testing/product.ts'
import { instrument, type Seen, videoFrames, watchMotion } from '../src/testing/stream-page.ts'
import { until } from '../src/testing/until.ts'
import { cpuOfContainer, cpuOfTree } from './cpu.ts'
import { quantile, verdict } from './spread.ts'
import { administrator, BENCH_PASSWORD, databaseOf, offer } from './stage.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    frames: { type: 'string', default: '60' },
    sizes: { type: 'string', default: '1280x720,1920x1080' },
    image: { type: 'string', default: 'casement/desktop' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

/** What was sent as JPEG is sent once more without loss after a while. */
const SETTLE_MS = 5000

const MODES = ['tight', 'automatic'] as const
type Mode = (typeof MODES)[number]
/** One look at one mode. */
type Figures = {
  readonly fps: number
  readonly p50: number
  readonly p95: number
  readonly mbits: number
  /** Cores, in hundredths. */
  readonly session: number
  readonly platform: number
  /** Share of the frames that came as video. */
  readonly video: number
}

await using product = await startProduct()
const sql = databaseOf(product)
const visitor = await administrator(product)
const workspace = await offer(sql, values.image, { cores: 2, memory: 2 * 1024 ** 3 })
await using browser = await startBrowser()
const contexts = { tight: await person(browser, false), automatic: await person(browser, true) }
const session = await launched()
let met = true

for (const size of values.sizes.split(',')) {
  const [width = 0, height = 0] = size.split('x').map(Number)
  const all: Record<Mode, Figures[]> = { tight: [], automatic: [] }
  {
    await using _motion = await startMotion(session, Number(values.frames))
    for (let round = 0; round < rounds; round++) {
      for (const mode of MODES) all[mode].push(await measure(mode, width, height))
    }
  }
  report(size, all)
  await stillness(size, width, height)
}
await visitor.post(`/sessions/${session}/delete`)
await sql.end()
process.exitCode = met ? 0 : 1

async function person(browser: Browser, decodes: boolean): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: product.url, ignoreHTTPSErrors: true })
  await instrument(context, { decodes })
  const page = await context.newPage()
  await signIn(page, 'admin', BENCH_PASSWORD)
  await page.close()
  return context
}

async function launched(): Promise<string> {
  const answer = await visitor.post(`/workspaces/${workspace}/launch`, { key: crypto.randomUUID() })
  const id = answer.headers.get('location')?.split('/').at(-1) ?? ''
  await until(`session ${id} to run`, async () => {
    const [row] = await sql`select state from sessions where id = ${id}`
    return row?.state === 'running'
  })
  return id
}

/** A page of the viewer whose picture has the size. */
async function view(mode: Mode, width: number, height: number): Promise<Page> {
  const page = await contexts[mode].newPage()
  await page.setViewportSize({ width, height })
  await page.goto(`/sessions/${session}`)
  await page.waitForSelector('[data-connection=connected]', { timeout: 60_000 })
  await page.waitForFunction(
    ([width, height]) => {
      const canvas = document.querySelector('canvas')
      return canvas !== null && canvas.width === width && canvas.height === height
    },
    [width, height],
    { timeout: 60_000 },
  )
  return page
}

async function measure(mode: Mode, width: number, height: number): Promise<Figures> {
  const page = await view(mode, width, height)
  if (mode === 'automatic') {
    await until('the video', async () => (await videoFrames(page)) > 0, 60)
  }
  await page.waitForTimeout(3000)
  const cpu = await cpuOfBoth(product)
  const seen = await watchMotion(page, seconds * 1000)
  const after = await cpuOfBoth(product)
  await page.close()
  const share = (used: number) => (100 * used) / seen.seconds
  return {
    ...figuresOf(seen),
    session: share(after.session - cpu.session),
    platform: share(after.platform - cpu.platform),
  }
}

function figuresOf({ frames, seconds, latencies, bytes, videoFrames }: Seen) {
  return {
    fps: frames / seconds,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    mbits: (bytes * 8) / seconds / 1e6,
    video: videoFrames / Math.max(1, frames),
  }
}

/** Seconds of cores so far. */
async function cpuOfBoth({ pid }: Product) {
  return { session: await cpuOfContainer(`casement-${session}`), platform: cpuOfTree(pid) }
}

function report(size: string, all: Readonly<Record<Mode, readonly Figures[]>>) {
  const of = (mode: Mode, name: keyof Figures) =>
    quantile(
      all[mode].map((one) => one[name]),
      0.5,
    )
  console.log(`\n${size}     frames/s  p50 ms  p95 ms  Mbit/s  session %  platform %  video`)
  for (const mode of MODES) {
    const cells = [
      of(mode, 'fps').toFixed(1).padStart(8),
      of(mode, 'p50').toFixed(0).padStart(7),
      of(mode, 'p95').toFixed(0).padStart(7),
      of(mode, 'mbits').toFixed(2).padStart(7),
      of(mode, 'session').toFixed(0).padStart(10),
      of(mode, 'platform').toFixed(0).padStart(11),
      of(mode, 'video').toFixed(2).padStart(6),
    ]
    console.log(`${mode.padEnd(12)}${cells.join(' ')}`)
  }
  const frames = of('automatic', 'fps') / of('tight', 'fps')
  const bandwidth = of('automatic', 'mbits') / of('tight', 'mbits')
  const large = size !== '1280x720'
  const most = large ? 0.25 : 0.5
  goal(
    `${size}, distinct frames of Tight's`,
    frames.toFixed(2),
    large ? 'at least 0.90' : 'more than 1.00',
    large ? frames >= 0.9 : frames > 1,
  )
  goal(
    `${size}, bandwidth of Tight's`,
    bandwidth.toFixed(3),
    `at most ${most.toFixed(3)}`,
    bandwidth <= most,
  )
}

/** With the motion over, the encoder goes by itself, and a picture that stands still costs nothing. */
async function stillness(size: string, width: number, height: number) {
  const page = await view('automatic', width, height)
  await until('the encoder to go', async () => (await encoders()) === 0, 60)
  await page.waitForTimeout(SETTLE_MS)
  const cpu = await cpuOfBoth(product)
  const seen = await watchMotion(page, seconds * 1000)
  const after = await cpuOfBoth(product)
  const running = await encoders()
  await page.close()
  const percent = (100 * (after.session - cpu.session)) / seen.seconds
  const kbits = (seen.bytes * 8) / seen.seconds / 1000
  console.log(`${size} still: ${kbits.toFixed(1)} kbit/s, session ${percent.toFixed(1)} %`)
  goal(`${size}, encoders while nothing moves`, String(running), 'none', running === 0)
}

/** Those of the picture: sound has one of its own, of the same program. */
async function encoders(): Promise<number> {
  const programs = await docker('top', `casement-${session}`, '-eo', 'pid,args')
  return programs.filter((line) => line.includes('x11grab')).length
}

function goal(...one: Parameters<typeof verdict>) {
  met = verdict(...one) && met
}
