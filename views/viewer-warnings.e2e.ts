/** What the viewer says of the end that is coming, and what can be done about it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
const LIMIT = 60_000
const ENDS = 1_795_000_000_000

beforeAll(() => stage.start())
afterAll(() => stage.stop())

/** A page whose session is told of this from the beginning. */
async function told(progress: object): Promise<Page> {
  const page = await stage.open()
  stage.progress = { state: 'running', ...progress }
  await page.reload()
  await shows(page, 'connected')
  return page
}

/** The page asks for news, and shows what it made of them. */
async function news(page: Page): Promise<void> {
  const before = stage.probes
  await page.evaluate("dispatchEvent(new Event('online'))")
  await until('news', () => stage.probes > before, 20)
  await page.evaluate('new Promise((done) => setTimeout(done, 1500))') // a tick of the countdown
}

test(
  'a time limit counts down, and is extended by naming the end that was seen',
  async () => {
    const limit = { ends: ENDS, seconds: 280, action: 'stop', extensions: 1 }
    const page = await told({ limit })
    const box = page.locator('[data-warning=limit]')
    await box.waitFor()
    const title = await box.locator('[data-title]').textContent()
    expect(title).toMatch(/^Stops in [1-4]:\d\d$/)
    const ticked = async () => (await box.locator('[data-title]').textContent()) !== title
    await until('a tick', ticked, 20)
    expect(await box.locator('[data-said]').textContent()).toMatch(/stops in [1-5] min/)
    expect(await box.locator('p:visible').allTextContents()).toContain(
      'Save your work: programs close. Files stay, and you can start it again.',
    )

    stage.answer = () => {
      stage.progress = {
        state: 'running',
        limit: { ...limit, ends: ENDS + 3_600_000, seconds: 3880, extensions: 0 },
      }
      return Response.json({})
    }
    await box.locator('[data-act=extend]').click()
    await box.waitFor({ state: 'hidden' })
    expect(stage.posts).toEqual([{ path: 'extend', form: `seen=${ENDS}` }])

    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.click('[data-fold=session] summary')
    expect(await page.textContent('[data-time=limit]')).toMatch(/^Stops at \d/)
    expect(await page.isHidden('#panel [data-act=extend]')).toBe(true)
  },
  LIMIT,
)

test(
  'reminds at one minute when that is asked for, and can then be hidden',
  async () => {
    const page = await told({
      limit: { ends: ENDS, seconds: 200, action: 'delete', extensions: 0 },
    })
    const box = page.locator('[data-warning=limit]')
    await box.waitFor()
    expect(await box.locator('[data-act=extend]').isHidden()).toBe(true)
    await box.locator('[data-later]').click()
    await box.waitFor({ state: 'hidden' })

    stage.progress = {
      state: 'running',
      limit: { ends: ENDS, seconds: 50, action: 'delete', extensions: 0 },
    }
    await news(page)
    await box.waitFor()
    expect(await box.locator('[data-later] span:visible').textContent()).toBe('Hide')
    await box.locator('[data-later]').click()
    await news(page)
    expect(await box.isHidden()).toBe(true)
  },
  LIMIT,
)

test(
  'an idle session asks before its end, and is kept going by a sign of life',
  async () => {
    const page = await told({ idle: { seconds: 100, action: 'pause' } })
    const box = page.locator('[data-warning=idle]')
    await box.waitFor()
    expect(await box.locator('[data-title]').textContent()).toMatch(/^Pauses in 1:\d\d$/)
    expect(stage.desktop.keys).toEqual([])

    await box.locator('[data-stay]').click()
    await box.waitFor({ state: 'hidden' })
    await until('a key', () => stage.desktop.keys.join() === String(0xffe1), 20)
  },
  LIMIT,
)

test(
  'nobody is asked who is typing',
  async () => {
    const page = await told({})
    await page.keyboard.type('a')
    stage.progress = { state: 'running', idle: { seconds: 30, action: 'pause' } }
    await news(page)
    expect(await page.isHidden('[data-warning=idle]')).toBe(true)
  },
  LIMIT,
)
