/**
 * bun bench/lighthouse/run.ts [rounds]: Lighthouse 12 on the portal and the dashboard of a product with real
 * data, as a computer and as a phone sees them: medians of its figures over some rounds (5). The report of the
 * last round of each stays in .cache/lighthouse, to see why. It has packages of its own, which are fetched on
 * the first run.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startProduct } from '../../src/testing/product.ts'
import { setScene } from '../../src/testing/scene.ts'
import { quantile } from '../spread.ts'

const rounds = Number(process.argv[2] ?? 5)
const CATEGORIES = ['performance', 'accessibility'] as const
/** What its performance is made of: ms, and shifts without a unit. */
const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'speed-index',
  'cumulative-layout-shift',
] as const
const FORMS = ['desktop', 'mobile'] as const
const here = import.meta.dir
const reports = join(here, '../../.cache/lighthouse')
mkdirSync(reports, { recursive: true })
if (!existsSync(join(here, 'node_modules'))) {
  const { exitCode } = Bun.spawnSync(['npm', 'ci', '--ignore-scripts'], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (exitCode !== 0) throw new Error('Lighthouse could not be installed; see above')
}

await using product = await startProduct()
await using scene = await setScene(product, 'a bench in the shade of a tree')
const measured = { portal: '/', dashboard: '/admin' }
for (const [name, path] of Object.entries(measured)) {
  for (const form of FORMS) {
    const scores: Awaited<ReturnType<typeof audit>>[] = []
    for (let round = 0; round < rounds; round++) scores.push(await audit(name, path, form))
    const figures = CATEGORIES.map((category) => {
      const all = scores.map((score) => score[category])
      return `${category} ${quantile(all, 0.5)} (${all.join(', ')})`
    })
    const metrics = METRICS.map((metric, index) => {
      const all = scores.map(({ metrics }) => metrics[index] ?? 0)
      return `${metric} ${+quantile(all, 0.5).toFixed(3)}`
    })
    console.log(`${name}, ${form}: ${[...figures, ...metrics].join('; ')}`)
  }
}

async function audit(name: string, path: string, form: (typeof FORMS)[number]) {
  const lighthouse = Bun.spawn(
    [
      ...[
        'node',
        join(here, 'node_modules/lighthouse/cli/index.js'),
        new URL(path, product.url).href,
      ],
      ...['--quiet', '--output=json', `--only-categories=${CATEGORIES.join(',')}`],
      ...(form === 'desktop' ? ['--preset=desktop'] : []),
      `--extra-headers=${JSON.stringify({ Cookie: scene.admin.cookie })}`,
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors --disable-background-networking',
    ],
    {
      stdout: 'pipe',
      stderr: 'inherit',
      env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' },
    },
  )
  const text = await new Response(lighthouse.stdout).text()
  writeFileSync(join(reports, `${name}-${form}.json`), text)
  const report: unknown = JSON.parse(text)
  if (field(report, 'finalDisplayedUrl') !== field(report, 'requestedUrl'))
    throw new Error(`${name}: it is ${field(report, 'finalDisplayedUrl')} that was measured`)
  return {
    performance: score(report, 'performance'),
    accessibility: score(report, 'accessibility'),
    metrics: METRICS.map((metric) =>
      figure(field(field(report, 'audits'), metric), 'numericValue'),
    ),
  }
}

/** 0 to 100. Throws where the report has no such figure: the page did not load. */
function score(report: unknown, category: string): number {
  return Math.round(100 * figure(field(field(report, 'categories'), category), 'score'))
}

function figure(of: unknown, name: string): number {
  const value = field(of, name)
  if (typeof value !== 'number') throw new Error(`Lighthouse gave no ${name}`)
  return value
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
