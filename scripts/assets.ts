/**
 * bun scripts/assets.ts: makes dist/assets, everything a browser loads from us. views/assets/** is
 * copied as it is, but for the two sheets of every page, which become one; each views/browser/*.ts becomes one minified module of the same name.
 */
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../src/errors.ts'
import { assetsDir } from '../src/paths.ts'

const checkout = join(import.meta.dir, '..')
/** What the browser's code is made of. */
const SOURCES = ['views', 'src/domain', 'src/texts', 'scripts/assets.ts', 'package-lock.json']
const COPIED = { 'node_modules/htmx.org/dist/htmx.min.js': 'htmx.min.js' } as const

/** For tests and development: builds when a source is newer than what was built. */
export async function refreshBrowserAssets(): Promise<void> {
  const built = existsSync(assetsDir) ? statSync(assetsDir).mtimeMs : 0
  if (SOURCES.some((path) => newest(join(checkout, path)) > built)) await buildBrowserAssets()
}

/** The folder is replaced whole, so a running server never reads half of it. */
export async function buildBrowserAssets(outDir = assetsDir): Promise<void> {
  const fresh = `${outDir}.new-${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  const styles = join(checkout, 'views/assets')
  if (existsSync(styles)) cpSync(styles, fresh, { recursive: true })
  joinSheets(fresh)
  for (const [from, to] of Object.entries(COPIED)) cpSync(join(checkout, from), join(fresh, to))
  await bundleBrowserCode(fresh)
  replace(outDir, fresh)
}

/** What every page waits for before it shows anything comes as one file: a slow line pays for each. */
function joinSheets(folder: string): void {
  const sheets = ['tokens.css', 'components.css'].map((name) => join(folder, name))
  const joined = sheets.map((path) => readFileSync(path, 'utf8')).join('\n')
  for (const path of sheets) rmSync(path)
  writeFileSync(join(folder, 'every-page.css'), joined)
}

/** Test processes that start together do this together: one of them is the last. */
function replace(outDir: string, fresh: string): void {
  const old = `${fresh}.old`
  try {
    if (existsSync(outDir)) renameSync(outDir, old)
    renameSync(fresh, outDir)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error
    replace(outDir, fresh)
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  const inside = readdirSync(path, { recursive: true, withFileTypes: true })
  return Math.max(
    stat.mtimeMs,
    ...inside.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs),
  )
}

async function bundleBrowserCode(outDir: string): Promise<void> {
  const folder = join(checkout, 'views/browser')
  if (!existsSync(folder)) return
  const entrypoints = readdirSync(folder)
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|e2e)\.tsx?$/.test(name))
    .map((name) => join(folder, name))
  if (entrypoints.length === 0) return
  await Bun.build({
    entrypoints,
    outdir: outDir,
    target: 'browser',
    format: 'esm',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
}

if (import.meta.main) {
  await buildBrowserAssets()
  console.log(`browser assets: ${readdirSync(assetsDir, { recursive: true }).length} files`)
}
