/**
 * bun scripts/preview.ts [port]: every page with made-up data, without a database. `/` lists them;
 * `?theme=dark` shows one in the dark. The pages are served below the paths they have in the product.
 */
import { join } from 'node:path'
import { assetsDir } from '../src/paths.ts'
import type { Theme } from '../views/context.tsx'
import { renderPage } from '../views/render.tsx'
import { allSamples, sampleContext } from '../views/samples/index.ts'
import { buildBrowserAssets } from './assets.ts'

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

await buildBrowserAssets()
const samples = new Map(allSamples().map((sample) => [sample.name, sample]))

const server = Bun.serve({
  port: Number(process.argv[2] ?? 0),
  hostname: '127.0.0.1',
  async fetch(request) {
    const url = new URL(request.url)
    const asset = /\/assets\/0\/(.+)$/.exec(url.pathname)?.[1]
    if (asset && !asset.includes('..')) return new Response(Bun.file(join(assetsDir, asset)))
    // `/<sample>/<the page's own path>`: relative URLs then work as they would under a prefix.
    const sample = samples.get(url.pathname.split('/')[1] ?? '')
    if (!sample) return index()
    if (url.pathname !== `/${sample.name}${sample.path}`) return new Response(null, { status: 204 })
    const theme: Theme = url.searchParams.get('theme') === 'dark' ? 'dark' : 'light'
    return new Response(renderPage(sampleContext(sample, theme), sample.page), {
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP },
    })
  },
})

function index(): Response {
  const links = [...samples.values()].map(
    ({ name, path }) => `<li><a href="/${name}${path}">${name}`,
  )
  return new Response(`<!doctype html><ul>${links.join('')}</ul>`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
}

console.log(server.url.href)
