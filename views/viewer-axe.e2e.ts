/** All of the viewer's chrome at once, as Chromium lays it out: accessible, reachable, in its place. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { violations } from '../src/testing/axe.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()

beforeAll(() => stage.start())
afterAll(() => stage.stop())

const SIGHTS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  {
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
] as const

/** Visible things that can be pressed and are lower than a finger wants, or lie outside of the screen. */
function misplaced(page: Page, least: number): Promise<string[]> {
  return page.evaluate((least) => {
    const all = document.querySelectorAll<HTMLElement>('button, a, input, summary')
    return [...all]
      .filter((one) => one.checkVisibility() && one.closest('.panel, .keyboard, .float'))
      .filter((one) => {
        const { height, left, right } = (one.closest('label') ?? one).getBoundingClientRect()
        return height < least || left < 0 || right > innerWidth + 1
      })
      .map((one) => one.outerHTML)
  }, least)
}

for (const sight of SIGHTS) {
  const { width } = sight.viewport
  test(`${sight.colorScheme}, ${width} px`, async () => {
    const page = await stage.open({ ...sight, reducedMotion: 'reduce' })
    const limit = { ends: 1, seconds: 200, action: 'delete', extensions: 1 }
    stage.progress = { state: 'running', limit, idle: { seconds: 60, action: 'pause' } }
    await page.reload()
    await shows(page, 'connected')
    await page.waitForSelector('[data-warning=idle]:not([hidden])')
    await page.evaluate(`
      document.querySelector('[data-latch]').click()
      document.querySelector('#panel [data-keyboard-toggle]').click()
      for (const fold of document.querySelectorAll('[data-fold]')) fold.open = true
      document.querySelector('[data-tabs]').hidden = false
    `)
    expect(await violations(page)).toEqual([])
    expect(await misplaced(page, width < 500 ? 40 : 24)).toEqual([])
  }, 120_000)
}
