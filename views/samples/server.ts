import { join } from 'node:path'
import type { Theme } from '../../src/domain/look.ts'
import { assetsDir } from '../../src/paths.ts'
import { languageOf } from '../../src/texts/languages.ts'
import { renderPage } from '../render.tsx'
import { allSamples, sampleContext } from './index.ts'

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/**
 * Every page with made-up data at `/<sample>/<the page's own path>`, as if under a path prefix; `/` lists
 * them, `?theme=dark` shows one in the dark, `?lang=de` in German. Needs dist/assets.
 */
export function serveSamples(port = 0) {
  const samples = new Map(allSamples().map((sample) => [sample.name, sample]))
  return Bun.serve({
    port,
    hostname: '127.0.0.1',
    fetch(request) {
      const url = new URL(request.url)
      if (url.pathname === '/') return new Response(list(), { headers: HEADERS })
      const asset = /\/assets\/0\/([\w.-]+)$/.exec(url.pathname)?.[1]
      if (asset) return new Response(Bun.file(join(assetsDir, asset)))
      const sample = samples.get(url.pathname.split('/')[1] ?? '')
      if (!sample || url.pathname !== `/${sample.name}${sample.path}`) {
        return new Response(null, { status: 204 })
      }
      const theme: Theme = url.searchParams.get('theme') === 'dark' ? 'dark' : 'light'
      const language = languageOf(url.searchParams.get('lang') ?? 'en')
      return new Response(renderPage(sampleContext(sample, theme, language), sample.page), {
        headers: HEADERS,
      })
    },
  })

  function list(): string {
    const links = [...samples.values()].map(
      ({ name, path }) => `<li><a href="/${name}${path}">${name}</a>`,
    )
    return `<!doctype html><ul>${links.join('')}</ul>`
  }
}
