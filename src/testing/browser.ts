import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { noteRequest } from './foreign-requests.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']

/**
 * The distribution's Chromium, headless; with more switches where a test needs them. A test fails whose pages
 * ask another host for anything.
 */
export async function startBrowser(...switches: readonly string[]): Promise<Browser> {
  const executablePath = CHROMIUM.find((path) => existsSync(path))
  if (!executablePath) throw new Error('Chromium is missing: scripts/test installs it')
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...switches,
    ],
  })
  browser.on('context', (context) => {
    context.on('request', (request) => noteRequest(request.url()))
    context.on('page', (page) => {
      page.on('websocket', (socket) => noteRequest(socket.url()))
      goThroughChanges(page)
    })
  })
  return browser
}

/** What Playwright says of it: at once, or when Chromium's page about it has come in between. */
const GIVEN_UP = ['net::ERR_NETWORK_CHANGED', 'another navigation to "chrome-error:']

/** Chromium gives up what it loads whenever an interface comes or goes, as those of containers do. */
function goThroughChanges(page: Page): void {
  const goto = page.goto.bind(page)
  page.goto = async (...to) => {
    for (;;) {
      try {
        return await goto(...to)
      } catch (error) {
        if (!GIVEN_UP.some((words) => String(error).includes(words))) throw error
      }
    }
  }
}

/** Paths are those of the product, wherever it lives. */
function goBelow(page: Page, base: string): void {
  const goto = page.goto.bind(page)
  const root = base.replace(/\/$/, '')
  page.goto = (to, options) => goto(to.startsWith('/') ? `${root}${to}` : to, options)
}

/** One person's browser: cookies of their own, and a record of every host that it talked to. */
export async function newPerson(
  browser: Browser,
  base: string,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; foreign: () => string[] }> {
  const context = await browser.newContext({
    baseURL: base,
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base })
  const asked = new Set<string>()
  context.on('request', (request) => asked.add(request.url()))
  const page = await context.newPage()
  goBelow(page, base)
  return {
    context,
    page,
    foreign: () =>
      [...asked].filter(
        (url) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(base).host,
      ),
  }
}

/** Signs in through the form; changes the password where that is asked for first. */
export async function signIn(page: Page, username: string, password: string, then?: string) {
  await page.goto('/sign-in')
  await page.fill('[name=name]', username)
  await page.fill('[name=password]', password)
  await page.click('form [type=submit]')
  await page.waitForLoadState()
  if (then === undefined) return
  await page.fill('[name=current]', password)
  await page.fill('[name=next]', then)
  await page.fill('[name=repeat]', then)
  await page.click('form:has([name=repeat]) [type=submit]')
  await page.waitForLoadState()
}
