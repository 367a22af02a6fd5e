/** What stands around the picture: other tabs, pauses, screenshots, fullscreen. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
const LIMIT = 60_000
let page: Page

beforeAll(() => stage.start())
afterAll(() => stage.stop())
beforeEach(async () => {
  page = await stage.open()
  await shows(page, 'connected')
})

async function openPanel(): Promise<void> {
  await page.keyboard.press('Control+Alt+Shift+KeyC')
  await page.waitForSelector('#panel:not([hidden])')
}

function focused(): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.className)
}

test(
  'who comes for the first time reads where the panel is, and never again',
  async () => {
    await page.locator('[data-notice].shown', { hasText: 'behind the latch' }).waitFor()
    await page.reload()
    await shows(page, 'connected')
    expect(await page.textContent('[data-notice]')).toBe('')
  },
  LIMIT,
)

test(
  'a second tab of a session says so; used there only, the first stands by until it is taken back',
  async () => {
    const second = await stage.another()
    await shows(second, 'connected')
    await second.waitForSelector('[data-tabs]:not([hidden])')
    expect(await page.isHidden('[data-tabs]')).toBe(true)

    await second.click('[data-tabs] [data-use-here]')
    await shows(page, 'elsewhere')
    expect(await second.isHidden('[data-tabs]')).toBe(true)
    expect(await page.isVisible('.still')).toBe(true)

    await page.click('[data-veil=elsewhere] [data-use-here]')
    await shows(page, 'connected')
    await shows(second, 'elsewhere')
  },
  LIMIT,
)

test(
  'with both tabs in use the warning goes, also when the other tab is closed',
  async () => {
    const second = await stage.another()
    await second.click('[data-tabs] [data-use-both]')
    expect(await second.isHidden('[data-tabs]')).toBe(true)
    await shows(page, 'connected')
    await shows(second, 'connected')

    await second.reload()
    await second.waitForSelector('[data-tabs]:not([hidden])')
    await page.goto('about:blank')
    await second.waitForSelector('[data-tabs]', { state: 'hidden' })
  },
  LIMIT,
)

test(
  'pauses from the panel and resumes from the veil, over the last picture',
  async () => {
    stage.answer = (path) => {
      stage.progress = { state: path === 'pause' ? 'paused' : 'running' }
      return Response.json({})
    }
    await openPanel()
    await page.click('[data-act=pause]')
    await shows(page, 'paused')
    expect(await page.isVisible('.still')).toBe(true)
    expect(await page.isDisabled('[data-act=pause]')).toBe(true)
    await until('the focus', async () => (await focused())?.includes('primary') === true, 20)

    await page.keyboard.press('Enter')
    await shows(page, 'connected')
    expect(stage.posts.map(({ path }) => path)).toEqual(['pause', 'resume'])
    expect(await focused()).toBe('typing')
  },
  LIMIT,
)

test(
  'goes on by itself when a stopped session was started elsewhere',
  async () => {
    stage.progress = { state: 'stopped', sentence: 'It was idle for <b>two</b> hours.' }
    stage.desktop.cut()
    await shows(page, 'stopped')
    expect(await page.textContent('[data-veil=stopped] [data-sentence]')).toContain('<b>two</b>')
    stage.progress = { state: 'restarting' }
    await shows(page, 'restarting')
    stage.progress = { state: 'running' }
    await shows(page, 'connected')
  },
  LIMIT,
)

test(
  'says why the server refused',
  async () => {
    const error_message = 'It is being <i>moved</i>.'
    stage.answer = () => Response.json({ error_message }, { status: 409 })
    await openPanel()
    await page.click('[data-act=pause]')
    await page.waitForSelector('[data-notice].shown')
    expect(await page.textContent('[data-notice]')).toBe(error_message)
    await shows(page, 'connected')
  },
  LIMIT,
)

test(
  'a screenshot is a PNG of the size of the session’s screen',
  async () => {
    await openPanel()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('[data-screenshot]'),
    ])
    expect(download.suggestedFilename()).toMatch(/^Desktop [\d-]{10} [\d.]{8}\.png$/)
    const png = Buffer.from(await Bun.file(await download.path()).arrayBuffer())
    expect(png.toString('latin1', 1, 4)).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 48])
    expect(await page.textContent('[data-notice]')).toBe(`Saved as ${download.suggestedFilename()}`)
  },
  LIMIT,
)

test.each([
  ['held', () => Promise.resolve(), 'Hold Esc'],
  ['the browser’s own', () => Promise.reject(new Error('refused')), 'Esc leaves'],
])(
  'fullscreen asks for all keys, and says that Escape is %s',
  async (_, lock, sentence) => {
    await page.evaluate(`
      window.asked = []
      navigator.keyboard.lock = () => { asked.push('lock'); return (${lock})() }
      navigator.keyboard.unlock = () => asked.push('unlock')
    `)
    await openPanel()
    await page.click('[data-fullscreen]')
    await page.waitForSelector('[data-fullscreen][aria-pressed=true]')
    await page.waitForSelector('[data-notice].shown')
    expect(await page.textContent('[data-notice]')).toContain(sentence)
    expect(await focused()).toBe('typing')

    await page.click('[data-fullscreen]')
    await page.waitForSelector('[data-fullscreen][aria-pressed=false]')
    expect(await page.evaluate<string[]>('asked')).toEqual(['lock', 'unlock'])
  },
  LIMIT,
)

test(
  'the panel is found as it was left, and leaves the keyboard to the session',
  async () => {
    await openPanel()
    await page.click('[data-fold=clipboard] summary')
    await page.reload()
    await shows(page, 'connected')
    expect(await page.isVisible('#panel')).toBe(true)
    expect(await page.isHidden('#clipboard')).toBe(true)
    expect(await focused()).toBe('typing')
  },
  LIMIT,
)
