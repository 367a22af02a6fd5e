/** The viewer in Chromium, against a fake desktop: what it does when things go well and when they do not. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { PREFIX, shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
let page: Page

beforeAll(() => stage.start())
afterAll(() => stage.stop())
beforeEach(async () => {
  page = await stage.open()
})

const LIMIT = 60_000

test(
  'shows the picture and hands the keys to the desktop',
  async () => {
    await shows(page, 'connected')
    const colour = () =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas')
        return [...(canvas?.getContext('2d')?.getImageData(9, 9, 1, 1).data ?? [])]
      })
    await until('the picture', async () => (await colour()).join() === '10,120,200,255', 10)

    await page.keyboard.type('hi')

    await until('the keys', () => stage.desktop.keys.length >= 2, 10)
    expect(stage.desktop.keys).toEqual([0x68, 0x69])
    expect(stage.tickets).toBe(0) // the page came with one
  },
  LIMIT,
)

test(
  'carries text both ways',
  async () => {
    await shows(page, 'connected')

    stage.desktop.copy('from inside')
    const outside = () => page.evaluate(() => navigator.clipboard.readText())
    await until('the text outside', async () => (await outside()) === 'from inside', 10)

    await page.evaluate(() => navigator.clipboard.writeText('from outside'))
    await page.keyboard.press('Control+v')
    await until('the text inside', () => stage.desktop.pasted.includes('from outside'), 10)
    await until('the key after it', () => stage.desktop.keys.includes(0x76), 10)

    await page.keyboard.press('Control+Alt+Shift+KeyC')
    expect(await page.inputValue('#clipboard')).toBe('from outside')
    await page.fill('#clipboard', 'from the panel')
    await until('the panel inside', () => stage.desktop.pasted.includes('from the panel'), 10)
    await page.keyboard.press('Escape')
    expect(await page.isHidden('#panel')).toBe(true)
    expect(stage.desktop.keys).not.toContain(0x63) // c: the shortcut is ours
  },
  LIMIT,
)

/** Its clipboard refuses while it is told to; answers with what is in it after a press. */
function stubClipboard() {
  return page.evaluate(() => {
    const stub = { refuses: true, text: 'newer, from elsewhere' }
    Object.assign(window, { stub })
    navigator.clipboard.readText = () => Promise.reject(new Error('refused'))
    navigator.clipboard.writeText = async (text) => {
      if (stub.refuses) throw new Error('refused')
      stub.text = text
    }
  })
}

test.each([
  ['soon after, is written at the next press', '', 'from inside'],
  ['is dropped once the person was elsewhere', "dispatchEvent(new Event('blur'))", undefined],
  [
    'is dropped once they copied on this page',
    "document.dispatchEvent(new Event('copy'))",
    undefined,
  ],
  ['is dropped when it is old', 'performance.now = () => 1e9', undefined],
])(
  'text that the browser refused %s',
  async (_, then, written) => {
    await shows(page, 'connected')
    await stubClipboard()
    stage.desktop.copy('from inside')
    await page.waitForSelector('[data-clipboard-blocked]:not([hidden])', { state: 'attached' })
    await page.evaluate(then)
    await page.evaluate('stub.refuses = false')
    await page.mouse.click(400, 300)
    expect(await page.evaluate<string>('stub.text')).toBe(written ?? 'newer, from elsewhere')
  },
  LIMIT,
)

test(
  'comes back by itself with a fresh ticket after the stream broke',
  async () => {
    await shows(page, 'connected')

    stage.streamRefused = true
    stage.desktop.cut()
    await shows(page, 'reconnecting')
    expect(await page.isVisible('.still')).toBe(true)
    stage.streamRefused = false

    await shows(page, 'connected')
    expect(stage.desktop.connections).toBe(2)
    expect(stage.tickets).toBeGreaterThanOrEqual(1)
    expect(await page.isVisible('[data-veil=reconnecting]')).toBe(false)
  },
  LIMIT,
)

test(
  'notices a network that is gone, and its return',
  async () => {
    await shows(page, 'connected')
    await stage.offline(true)
    await shows(page, 'reconnecting')
    await stage.offline(false)
    await shows(page, 'connected')
  },
  LIMIT,
)

test(
  'says why a session ended, and stops trying',
  async () => {
    await shows(page, 'connected')

    stage.progress = { state: 'failed', sentence: 'It used <b>more</b> than 4 GiB.' }
    stage.desktop.cut()

    await shows(page, 'ended')
    expect(await page.textContent('[data-veil=ended] [data-sentence]')).toBe(
      'It used <b>more</b> than 4 GiB.',
    )
    expect(stage.desktop.connections).toBe(1)
  },
  LIMIT,
)

test(
  'asks somebody who was signed out to sign in',
  async () => {
    await shows(page, 'connected')
    stage.ticketStatus = 401
    stage.desktop.cut()
    await page.waitForSelector('[data-veil=signed-out]:not([hidden])')
    const href = await page.getAttribute('[data-veil=signed-out] a', 'href')
    expect(new URL(href ?? '', page.url()).pathname).toBe(`${PREFIX}/sign-in`)
  },
  LIMIT,
)

test('a viewer in a hidden tab keeps its sign-in from falling idle', async () => {
  await shows(page, 'connected')
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true })
  })
  const before = stage.probes
  await until('a question', () => stage.probes > before, 30)
  await shows(page, 'connected')
})
