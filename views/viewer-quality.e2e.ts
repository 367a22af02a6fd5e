/** The viewer's choice of quality and its statistics, in Chromium against a fake desktop. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const LIMIT = 60_000
const LEVEL_0 = -32

const stage = new ViewerStage()
let page: Page

beforeAll(() => stage.start())
afterAll(() => stage.stop())
beforeEach(async () => {
  page = await stage.open()
  await shows(page, 'connected')
  await page.click('[data-latch]')
  await page.click('[data-fold=quality] summary')
})

async function asksFor(level: number) {
  await until(`the level ${level}`, () => stage.desktop.encodings.includes(LEVEL_0 + level), 20)
}

test(
  'a choice of quality reaches the desktop, and the next visit',
  async () => {
    await asksFor(6)
    await page.check('[data-quality][value=sharp]')
    await asksFor(9)
    expect(stage.desktop.encodings).not.toContain(LEVEL_0 + 6)
    expect(await page.textContent('p[data-quality-is]:visible')).toContain('never as video')

    await page.reload()
    await until('another stream', () => stage.desktop.connections === 2, 20)
    await asksFor(9)
    expect(await page.isChecked('[data-quality][value=sharp]')).toBe(true)

    await page.check('[data-quality][value=fast]')
    await asksFor(3)
  },
  LIMIT,
)

test(
  'statistics are counted while they are asked for',
  async () => {
    const figure = (name: string) => page.textContent(`[data-figure=${name}]`)
    expect(await page.isHidden('[data-statistics]')).toBe(true)
    await page.check('[data-statistics-switch]')
    await until(
      'figures',
      async () => {
        stage.desktop.draw()
        const rate = Number(await figure('frames'))
        const bandwidth = Number(await figure('bandwidth'))
        return rate > 0 && bandwidth > 0 && Number(await figure('latency')) > 0
      },
      30,
    )
    expect(await page.isVisible('[data-mode=stills]')).toBe(true)
    expect(await page.isHidden('[data-mode=video]')).toBe(true)

    const native = () => page.evaluate(() => String(CanvasRenderingContext2D.prototype.drawImage))
    expect(await native()).not.toContain('[native code]')
    await page.uncheck('[data-statistics-switch]')
    expect(await native()).toContain('[native code]')
    expect(await page.isHidden('[data-statistics]')).toBe(true)
  },
  LIMIT,
)
