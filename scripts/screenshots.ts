/**
 * bun scripts/screenshots.ts [--lang de] [--into DIR] [page…]: every page of a product that runs, with real
 * data, in light and dark at 1440 and 390 px, as PNG files; what axe finds serious, and what a page weighs
 * (compressed, without the viewer's picture). Exits with 1 where a page breaks a rule.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { violations } from '../src/testing/axe.ts'
import { newPerson, startBrowser } from '../src/testing/browser.ts'
import { startProduct } from '../src/testing/product.ts'
import { setScene } from '../src/testing/scene.ts'
import { type Sight, sightsOf } from '../src/testing/sights.ts'

const THEMES = ['light', 'dark'] as const
const WIDE = { viewport: { width: 1440, height: 900 } }
const NARROW = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
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
const cookies = { admin: scene.admin.cookie, newcomer: scene.newcomer.cookie, guest: '' }
const sights = Object.entries(sightsOf(scene)).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
)
const browser = await startBrowser()
for (const screen of [WIDE, NARROW]) {
  for (const [name, sight] of sights) {
    const { context, foreign } = await person(browser, screen, cookies[sight.as ?? 'admin'])
    try {
      await sight.before?.()
      await shoot(context, name, sight, screen.viewport)
    } catch (error) {
      faults.push(`${name}, ${screen.viewport.width} px: ${error}`)
    } finally {
      await context.close()
      await sight.after?.()
    }
    for (const url of foreign()) faults.push(`${name}: asked ${url}`)
  }
}
await browser.close()
console.log(faults.length === 0 ? 'No page breaks a rule.' : faults.join('\n'))
process.exitCode = faults.length === 0 ? 0 : 1

async function person(browser: Browser, screen: typeof WIDE | typeof NARROW, cookies: string) {
  const { context, foreign } = await newPerson(browser, product.url, {
    ...screen,
    reducedMotion: 'reduce',
    extraHTTPHeaders: { 'accept-language': values.lang },
  })
  const pairs = cookies.split('; ').filter((pair) => pair !== '')
  await context.addCookies(
    pairs.map((pair) => {
      const cut = pair.indexOf('=')
      const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)]
      return { name, value, url: product.url, secure: true }
    }),
  )
  return { context, foreign }
}

async function shoot(
  context: BrowserContext,
  name: string,
  sight: Sight,
  { width, height }: (typeof WIDE)['viewport'],
) {
  const page = await context.newPage()
  // What a first visit weighs, whichever page it is.
  await (await context.newCDPSession(page)).send('Network.setCacheDisabled', {
    cacheDisabled: true,
  })
  const weight = weigh(page)
  await page.goto(sight.path)
  await page.waitForLoadState('load')
  const bytes = await weight()
  const seen = `${name}, ${width} px`
  if (bytes > MOST_BYTES && !sight.viewer) faults.push(`${seen}: it weighs ${bytes} bytes`)
  await sight.act?.(page)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  // As high as the page is, so that what sticks to an edge of the screen stands at the edge of the picture.
  const whole = await page.evaluate(() => document.documentElement.scrollHeight)
  if (!sight.viewer) await page.setViewportSize({ width, height: Math.max(height, whole) })
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await page.screenshot({ path: join(values.into, `${name}-${width}-${theme}.png`) })
    for (const violation of await violations(page)) faults.push(`${seen}, ${theme}: ${violation}`)
  }
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (sideways > 0) faults.push(`${seen}: it is ${sideways} px wider than the screen`)
  console.log(`${seen}: ${(bytes / 1000).toFixed(0)} kB`)
}

/** Counts what crosses the wire, compressed, from now on. */
function weigh(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  const count = (request: { sizes(): Promise<{ responseBodySize: number }> }) => {
    sizes.push(request.sizes().then(({ responseBodySize }) => Math.max(0, responseBodySize)))
  }
  page.on('requestfinished', count)
  return async () => {
    page.off('requestfinished', count)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
}
