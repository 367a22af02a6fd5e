/**
 * bun scripts/screenshots.ts [--lang de] [--into DIR] [page…]: every page of a product that runs, with real
 * data, in light and dark at 1440 and 390 px, as PNG files; what axe finds serious, and what a page weighs
 * (compressed, without the viewer's picture). Exits with 1 where a page breaks a rule.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { violations } from '../src/testing/axe.ts'
import { newPerson, startBrowser } from '../src/testing/browser.ts'
import { startProduct } from '../src/testing/product.ts'
import { type Scene, setScene } from '../src/testing/scene.ts'

const SIGHTS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
] as const
const MOST_BYTES = 100_000
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lang: { type: 'string', default: 'en' },
    into: { type: 'string', default: '.cache/screenshots' },
  },
})
mkdirSync(values.into, { recursive: true })
const faults: string[] = []

await using product = await startProduct()
await using scene = await setScene(product, 'a bench in the shade of a tree')
const browser = await startBrowser()
for (const { theme, width } of SIGHTS) {
  await shoot(browser, scene.pages, scene.admin.cookie, theme, width)
  await shoot(browser, scene.guestPages, '', theme, width)
}
await browser.close()
console.log(faults.length === 0 ? 'No page breaks a rule.' : faults.join('\n'))
process.exitCode = faults.length === 0 ? 0 : 1

async function shoot(
  browser: Browser,
  pages: Scene['pages'],
  cookies: string,
  theme: 'light' | 'dark',
  width: number,
) {
  const { context, page, foreign } = await newPerson(browser, product.url)
  await context.setExtraHTTPHeaders({ 'accept-language': values.lang })
  await context.addCookies(
    cookies
      .split('; ')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const cut = pair.indexOf('=')
        return {
          name: pair.slice(0, cut),
          value: pair.slice(cut + 1),
          url: product.url,
          secure: true,
        }
      }),
  )
  // What a first visit weighs, whichever page it is.
  await (await context.newCDPSession(page)).send('Network.setCacheDisabled', {
    cacheDisabled: true,
  })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: width > 1000 ? 900 : 844 })
  for (const [name, path] of Object.entries(pages)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const seen = `${name}, ${theme}, ${width} px`
    const weight = weigh(page)
    await page.goto(path)
    await settle(page, name)
    await page.screenshot({
      path: join(values.into, `${name}-${width}-${theme}.png`),
      fullPage: true,
    })
    const bytes = await weight()
    if (bytes > MOST_BYTES && name !== 'viewer') faults.push(`${seen}: it weighs ${bytes} bytes`)
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    if (sideways > 0) faults.push(`${seen}: it is ${sideways} px wider than the screen`)
    for (const violation of await violations(page)) faults.push(`${seen}: ${violation}`)
    console.log(`${seen}: ${(bytes / 1000).toFixed(0)} kB`)
  }
  for (const url of foreign()) faults.push(`${theme}, ${width} px: asked ${url}`)
  await context.close()
}

/** Counts what crosses the wire, compressed, from now on. */
function weigh(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  const count = (request: { sizes(): Promise<{ responseBodySize: number }> }) => {
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  }
  page.on('requestfinished', count)
  return async () => {
    page.off('requestfinished', count)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
}

async function settle(page: Page, name: string) {
  await page.waitForLoadState('load')
  if (name === 'viewer') await page.waitForSelector('[data-connection=connected]')
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}
