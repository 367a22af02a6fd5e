/** The self-test of what stands in front, behind an nginx that does it well and some that do not. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { newPerson, startBrowser } from '../testing/browser.ts'
import { NGINX_WEBSOCKET } from '../testing/outer-configurations.ts'
import { startOuter } from '../testing/outer-proxy.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a pane behind another pane'
/** The test of a quiet connection takes most of a minute on a quick machine. */
const LIMIT = 240_000
const NAMED = ['proxy_set_header Host $http_host;', 'proxy_set_header X-Forwarded-Proto $scheme;']

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct({ http: true })
  browser = await startBrowser()
  await new Visitor(product.url).signInAnew('admin', product.adminPassword(), PASSWORD)
}, LIMIT)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
}, LIMIT)

/** What the page says of each check once all are over, and on the whole. */
async function tested(page: Page): Promise<Record<string, string>> {
  const running = page.locator('[data-outcome=running]:not([hidden])')
  await page.locator('[data-word=running]').waitFor({ state: 'hidden', timeout: LIMIT })
  expect(await running.count()).toBe(0)
  const shown = await page
    .locator('[data-check]')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.getAttribute('data-check') ?? '',
        row.querySelector('[data-outcome]:not([hidden])')?.getAttribute('data-outcome') ?? '',
      ]),
    )
  const summary = await page.locator('[data-summary] p:not([hidden])').textContent()
  return { ...Object.fromEntries(shown), summary }
}

async function behind(location: readonly string[], prefix = ''): Promise<Record<string, string>> {
  const upstream = { port: product.port, tls: false }
  await using outer = await startOuter('nginx', { upstream, location, prefix })
  const { context, page } = await newPerson(browser, outer.url)
  await page.goto(`${outer.url}/sign-in?next=/admin/system/front`)
  await page.fill('[name=name]', 'admin')
  await page.fill('[name=password]', PASSWORD)
  await page.click('form [type=submit]')
  await page.waitForURL('**/admin/system/front')
  const found = await tested(page)
  const wrong = await page.locator('.check:has([data-verdict=bad]:not([hidden]))').allInnerTexts()
  for (const text of wrong) expect(text).toContain('How to mend it')
  expect(await page.locator('[name=server][value=nginx]').isChecked()).toBe(true)
  await context.close()
  return found
}

test(
  'all is well behind a good one',
  async () => {
    const good = [...NGINX_WEBSOCKET, ...NAMED, 'client_max_body_size 0;']
    expect(await behind(good)).toEqual({
      websocket: 'good',
      idle: 'good',
      stream: 'good',
      upload: 'good',
      version: 'good',
      host: 'good',
      scheme: 'good',
      secure: 'good',
      prefix: 'none',
      address: 'good',
      summary: 'All is well: nothing in front of Casement gets in the way.',
    })
  },
  LIMIT,
)

test(
  'one that says nothing: no WebSocket, HTTP/1.0, another name, small bodies',
  async () => {
    expect(await behind(['client_max_body_size 1m;'], '/desk')).toMatchObject({
      websocket: 'refused',
      idle: 'untried',
      upload: 'refused',
      version: 'old',
      host: 'renamed',
      prefix: 'taken',
      summary: '3 things are wrong. What to change stands beside each.',
    })
  },
  LIMIT,
)

test(
  'one that keeps answers back, cuts what is quiet and lies about the scheme',
  async () => {
    const bad = [
      'proxy_buffering on;',
      'proxy_ignore_headers X-Accel-Buffering;',
      'proxy_read_timeout 2s;',
      'proxy_set_header X-Forwarded-Proto http;',
      'proxy_set_header X-Forwarded-For 192.0.2.7;',
    ]
    expect(await behind([...NGINX_WEBSOCKET, ...bad])).toMatchObject({
      websocket: 'good',
      idle: 'cut',
      stream: 'late',
      upload: 'refused',
      scheme: 'other',
      address: 'unbelieved',
    })
  },
  LIMIT,
)

test(
  'one that compresses what is to come in parts',
  async () => {
    const packing = [
      'proxy_ignore_headers X-Accel-Buffering;',
      'gzip on;',
      'gzip_min_length 0;',
      'gzip_types text/event-stream;',
      'proxy_read_timeout 3s;',
    ]
    expect(await behind([...NGINX_WEBSOCKET, ...NAMED, ...packing])).toMatchObject({
      stream: 'packed',
      idle: 'cut',
    })
  },
  LIMIT,
)
