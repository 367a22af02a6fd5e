/**
 * bun scripts/outer-proxies.ts [word…]: runs the end-to-end tests that go through the front door once behind
 * each outer proxy, and prints a table; with words, only files whose path has one of them. scripts/trials has
 * put in place what it needs.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OUTER_CHOICES } from '../src/testing/outer-choice.ts'
import { countJunit } from './junit.ts'

const MINUTE = 60_000

/** These have nothing in front by their nature, each for its reason. */
const DIRECT: Readonly<Record<string, string>> = {
  'scripts/check/plants.e2e.ts': 'reads the tree',
  'src/e2e/acme.e2e.ts': 'the certificate of the front door itself',
  'src/e2e/backup.e2e.ts': 'stops and restores by the command line',
  'src/e2e/binary.e2e.ts': 'the executable and the front door itself',
  'src/e2e/fresh-machine.e2e.ts': 'the installer',
  'src/e2e/front.e2e.ts': 'puts its own in front',
  'src/e2e/install.e2e.ts': 'the installer',
  'src/e2e/life.e2e.ts': 'hands the port of the front door over',
  'src/e2e/outer.e2e.ts': 'puts its own in front',
  'src/e2e/roles.e2e.ts': 'starts roles one by one',
  'src/e2e/systemd.e2e.ts': 'the service',
  'views/': 'pages with made-up data, without a front door',
}

const words = process.argv.slice(2)
process.chdir(join(import.meta.dir, '..'))
mkdirSync('.cache', { recursive: true })
const reports = mkdtempSync('.cache/outer-')
const all = [...new Bun.Glob('{src,scripts,views,images}/**/*.e2e.{ts,tsx}').scanSync('.')].sort()
const files = all
  .filter((path) => reasonOf(path) === undefined)
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
const names = Object.keys(OUTER_CHOICES)
const rows: string[] = []
let bad = files.length === 0
for (const path of files) {
  const cells: string[] = []
  for (const name of names) cells.push(await run(path, name))
  rows.push(`| ${path} | ${cells.join(' | ')} |`)
}
rmSync(reports, { recursive: true })
console.log(`\n| passed/failed | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}`)
console.log(rows.join('\n'))
console.log('\nWithout a proxy in front, and why:\n')
for (const [path, reason] of Object.entries(DIRECT)) console.log(`- ${path}: ${reason}`)
process.exitCode = bad ? 1 : 0

function reasonOf(path: string): string | undefined {
  return Object.entries(DIRECT).find(([known]) => path.startsWith(known))?.[1]
}

/** A run without a report has failed, whatever it did. */
async function run(path: string, outer: string): Promise<string> {
  console.log(`\n== ${path} behind ${outer}`)
  const report = join(reports, `${crypto.randomUUID()}.xml`)
  const child = Bun.spawn(
    [
      ...['bun', 'test', '--timeout', String(10 * MINUTE)],
      ...['--reporter=junit', `--reporter-outfile=${report}`, `./${path}`],
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CASEMENT_TEST_OUTER: outer },
      timeout: 30 * MINUTE,
    },
  )
  await child.exited
  const tally = countJunit(existsSync(report) ? readFileSync(report, 'utf8') : '')
  const whole = tally !== undefined && tally.passed > 0 && tally.failed === 0
  bad ||= !whole
  return tally ? `${tally.passed}/${tally.failed}` : 'no report'
}
