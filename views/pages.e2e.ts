/** Every page as Chromium lays it out: accessible in both themes, never wider than the screen. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { buildBrowserAssets } from '../scripts/assets.ts'
import { violations } from '../src/testing/axe.ts'
import { startBrowser } from '../src/testing/browser.ts'
import { allSamples } from './samples/index.ts'
import { serveSamples } from './samples/server.ts'

let browser: Browser
let server: ReturnType<typeof serveSamples>

beforeAll(async () => {
  await buildBrowserAssets()
  server = serveSamples()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop(true)
})

const SIGHTS = [
  { theme: 'light', width: 1440, language: 'en', checked: true },
  { theme: 'dark', width: 390, language: 'en', checked: true },
  // The longest words on the narrowest screen.
  { theme: 'light', width: 320, language: 'de', checked: false },
] as const

for (const { theme, width, language, checked } of SIGHTS) {
  test(`${theme}, ${width} px`, async () => {
    await using page = await browser.newPage({
      viewport: { width, height: 844 },
      reducedMotion: 'reduce',
    })
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text())
    })
    for (const { name, path } of allSamples()) {
      await page.goto(`${server.url.href}${name}${path}?theme=${theme}&lang=${language}`)
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (sideways > 0) faults.push(`${name} is ${sideways} px wider than the screen`)
      if (checked) faults.push(...(await violations(page)).map((fault) => `${name}: ${fault}`))
    }
    expect(faults).toEqual([])
  }, 240_000)
}
