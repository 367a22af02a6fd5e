/**
 * bun scripts/assets.ts: makes dist/assets, everything a browser loads from us. views/assets/** is
 * copied as it is, each views/browser/*.ts becomes one minified module of the same name.
 */
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { assetsDir } from '../src/paths.ts'

const checkout = join(import.meta.dir, '..')
const COPIED = { 'node_modules/htmx.org/dist/htmx.min.js': 'htmx.min.js' } as const

/** The folder is replaced whole, so a running server never reads half of it. */
export async function buildBrowserAssets(outDir = assetsDir): Promise<void> {
  const fresh = `${outDir}.new-${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  const styles = join(checkout, 'views/assets')
  if (existsSync(styles)) cpSync(styles, fresh, { recursive: true })
  for (const [from, to] of Object.entries(COPIED)) cpSync(join(checkout, from), join(fresh, to))
  await bundleBrowserCode(fresh)
  rmSync(outDir, { recursive: true, force: true })
  renameSync(fresh, outDir)
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
