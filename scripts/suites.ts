/**
 * bun scripts/suites.ts check|unit|build|smoke|e2e …: runs the suites, adds up what they say and
 * ends with what failed once more and the line "N passed, N failed". scripts/test has put in place what they need.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { countJunit, type Failure, failuresIn, type Tally } from './junit.ts'

const MINUTE = 60_000
/** bun test promises to need no more than this, without Docker. */
const UNIT_LIMIT = MINUTE
const SMOKE = 'src/e2e/binary.e2e.ts'

type Suite = () => Promise<Tally>

const SUITES = {
  check: () => command(['bun', 'run', 'check'], 5 * MINUTE),
  unit: async () => {
    const started = performance.now()
    const tally = await bunTest([], 30_000, 5 * MINUTE)
    const took = performance.now() - started
    if (took > UNIT_LIMIT) {
      console.log(`bun test took ${seconds(took)}; it has to stay below ${seconds(UNIT_LIMIT)}.`)
    }
    return tally
  },
  build: () => command(['bun', 'run', 'build'], 10 * MINUTE),
  smoke: () => endToEnd((path) => path === SMOKE),
  e2e: () => endToEnd((path) => path !== SMOKE),
} as const satisfies Record<string, Suite>

const started = performance.now()
const checkout = join(import.meta.dir, '..')
process.chdir(checkout)
mkdirSync('.cache', { recursive: true })
const reports = mkdtempSync('.cache/junit-')

const total: Tally = { passed: 0, failed: 0 }
const failures: Failure[] = []
for (const name of process.argv.slice(2)) {
  await heading(name, suiteOf(name))
}
rmSync(reports, { recursive: true })
for (const { file, name, text } of failures) {
  console.log(`\n(fail) ${file}: ${name}\n${firstLines(text, 30)}`)
}
console.log(`\nAll of it took ${seconds(performance.now() - started)}.\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

function suiteOf(name: string): Suite {
  const found = Object.entries(SUITES).find(([known]) => known === name)
  if (!found) throw new Error(`there is no suite "${name}"`)
  return found[1]
}

/** Prints a title, runs, prints the outcome, adds it to the total. */
async function heading(title: string, run: Suite): Promise<void> {
  console.log(`\n== ${title}`)
  const began = performance.now()
  const { passed, failed } = await run()
  total.passed += passed
  total.failed += failed
  console.log(
    `-- ${title}: ${passed} passed, ${failed} failed, ${seconds(performance.now() - began)}`,
  )
}

async function endToEnd(choose: (path: string) => boolean): Promise<Tally> {
  const wanted = (process.env.CASEMENT_TEST_FILES ?? '').split(' ').filter(Boolean)
  const files = [...new Bun.Glob('{src,scripts,views,images}/**/*.e2e.{ts,tsx}').scanSync('.')]
    .filter(choose)
    .filter((path) => wanted.length === 0 || wanted.some((word) => path.includes(word)))
    .sort()
  const sum: Tally = { passed: 0, failed: 0 }
  for (const path of files) {
    console.log(`\n${path}`)
    const { passed, failed } = await bunTest([`./${path}`], 5 * MINUTE, 20 * MINUTE)
    sum.passed += passed
    sum.failed += failed
  }
  return sum
}

/** A run that crashed, hung or executed nothing counts as a failure, whatever its report says. */
async function bunTest(files: string[], timeout: number, limit: number): Promise<Tally> {
  const report = join(reports, `${crypto.randomUUID()}.xml`)
  const { failed } = await command(
    [
      ...['bun', 'test', '--timeout', String(timeout)],
      ...['--reporter=junit', `--reporter-outfile=${report}`],
      ...files,
    ],
    limit,
  )
  const xml = existsSync(report) ? readFileSync(report, 'utf8') : ''
  const tally = countJunit(xml) ?? { passed: 0, failed: 0 }
  failures.push(...failuresIn(xml))
  if (tally.failed > 0 || (failed === 0 && tally.passed > 0)) return tally
  failures.push({ file: files.join(' '), name: 'the run', text: 'It ended without a good report.' })
  return { ...tally, failed: 1 }
}

async function command(argv: string[], limit: number): Promise<Tally> {
  const child = Bun.spawn(argv, { stdio: ['ignore', 'inherit', 'inherit'], timeout: limit })
  const code = await child.exited
  if (child.signalCode) console.log(`${argv.join(' ')}: ended by ${child.signalCode}`)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

function firstLines(text: string, most: number): string {
  return text.split('\n', most).join('\n')
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
