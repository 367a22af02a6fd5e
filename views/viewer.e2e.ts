/** The viewer in Chromium, against a fake desktop: what it does when things go well and when they do not. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildBrowserAssets } from '../scripts/assets.ts'
import { assetsDir } from '../src/paths.ts'
import { startBrowser } from '../src/testing/browser.ts'
import { until } from '../src/testing/until.ts'
import { renderPage } from './render.tsx'
import { FakeDesktop } from './samples/fake-desktop.ts'
import { allSamples, sampleContext } from './samples/index.ts'

const PREFIX = '/behind/a/prefix'
const sample = allSamples().find(({ name }) => name === 'viewer')
if (!sample) throw new Error('The samples lost their viewer')
const { path, page: element } = sample
const html = renderPage(sampleContext(sample), element)

let desktop: FakeDesktop
let tickets: number
let ticketStatus: number
let streamRefused: boolean
let progress: { state: string; sentence?: string }
/** How often it was asked for. */
let probes: number
let browser: Browser
let context: BrowserContext
let page: Page
let server: ReturnType<typeof startServer>

function startServer() {
  return Bun.serve<{ desktop: FakeDesktop }>({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, server) {
      const asked = new URL(request.url).pathname
      if (!asked.startsWith(PREFIX)) return new Response(null, { status: 404 })
      const at = asked.slice(PREFIX.length)
      if (at.startsWith('/assets/')) return new Response(Bun.file(join(assetsDir, at.slice(10))))
      if (at === path) return new Response(html, { headers: { 'content-type': 'text/html' } })
      if (at === `${path}/progress`) {
        probes += 1
        return Response.json(progress)
      }
      if (at === `${path}/ticket` && request.method === 'POST') {
        tickets += 1
        return new Response(null, { status: ticketStatus })
      }
      if (!at.startsWith('/s/') || streamRefused) return new Response(null, { status: 503 })
      const upgraded = server.upgrade(request, { data: { desktop } })
      return upgraded ? undefined : new Response(null, { status: 400 })
    },
    websocket: {
      open: (stream) => stream.data.desktop.opened(stream),
      message: (stream, message) => stream.data.desktop.received(Buffer.from(message)),
    },
  })
}

beforeAll(async () => {
  await buildBrowserAssets()
  server = startServer()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop(true)
})

beforeEach(async () => {
  desktop = new FakeDesktop()
  tickets = 0
  probes = 0
  ticketStatus = 204
  streamRefused = false
  progress = { state: 'running' }
  await context?.close()
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  page = await context.newPage()
  await page.goto(new URL(PREFIX + path, server.url).href)
})

async function shows(connection: string) {
  await page.waitForSelector(`[data-connection=${connection}]`, { timeout: 20_000 })
}

const LIMIT = 60_000

test(
  'shows the picture and hands the keys to the desktop',
  async () => {
    await shows('connected')
    const colour = () =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas')
        return [...(canvas?.getContext('2d')?.getImageData(9, 9, 1, 1).data ?? [])]
      })
    await until('the picture', async () => (await colour()).join() === '10,120,200,255', 10)

    await page.keyboard.type('hi')

    await until('the keys', () => desktop.keys.length >= 2, 10)
    expect(desktop.keys).toEqual([0x68, 0x69])
    expect(tickets).toBe(0) // the page came with one
  },
  LIMIT,
)

test(
  'carries text both ways',
  async () => {
    await shows('connected')

    desktop.copy('from inside')
    const outside = () => page.evaluate(() => navigator.clipboard.readText())
    await until('the text outside', async () => (await outside()) === 'from inside', 10)

    await page.evaluate(() => navigator.clipboard.writeText('from outside'))
    await page.keyboard.press('Control+v')
    await until('the text inside', () => desktop.pasted.includes('from outside'), 10)
    await until('the key after it', () => desktop.keys.includes(0x76), 10)

    await page.keyboard.press('Control+Alt+Shift+KeyC')
    expect(await page.inputValue('#clipboard')).toBe('from outside')
    await page.fill('#clipboard', 'from the panel')
    await until('the panel inside', () => desktop.pasted.includes('from the panel'), 10)
    await page.keyboard.press('Escape')
    expect(await page.isHidden('#panel')).toBe(true)
    expect(desktop.keys).not.toContain(0x63) // c: the shortcut is ours
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
    await shows('connected')
    await stubClipboard()
    desktop.copy('from inside')
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
    await shows('connected')

    streamRefused = true
    desktop.cut()
    await shows('reconnecting')
    expect(await page.isVisible('.still')).toBe(true)
    streamRefused = false

    await shows('connected')
    expect(desktop.connections).toBe(2)
    expect(tickets).toBeGreaterThanOrEqual(1)
    expect(await page.isVisible('[data-veil=reconnecting]')).toBe(false)
  },
  LIMIT,
)

test(
  'notices a network that is gone, and its return',
  async () => {
    await shows('connected')
    await context.setOffline(true)
    await shows('reconnecting')
    await context.setOffline(false)
    await shows('connected')
  },
  LIMIT,
)

test(
  'says why a session ended, and stops trying',
  async () => {
    await shows('connected')

    progress = { state: 'failed', sentence: 'It used <b>more</b> than 4 GiB.' }
    desktop.cut()

    await shows('ended')
    expect(await page.textContent('[data-ended-sentence]')).toBe('It used <b>more</b> than 4 GiB.')
    expect(desktop.connections).toBe(1)
  },
  LIMIT,
)

test(
  'asks somebody who was signed out to sign in',
  async () => {
    await shows('connected')
    ticketStatus = 401
    desktop.cut()
    await page.waitForSelector('[data-veil=signed-out]:not([hidden])')
    const href = await page.getAttribute('[data-veil=signed-out] a', 'href')
    expect(new URL(href ?? '', page.url()).pathname).toBe(`${PREFIX}/sign-in`)
  },
  LIMIT,
)

test('a viewer in a hidden tab keeps its sign-in from falling idle', async () => {
  await shows('connected')
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true })
  })
  const before = probes
  await until('a question', () => probes > before, 30)
  await shows('connected')
})
