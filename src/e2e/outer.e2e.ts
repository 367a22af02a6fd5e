/**
 * Behind the reverse proxies that people have already, each as its documentation says for WebSockets and with
 * no setting of ours: sign in, launch, see a picture, press a key, end it. Also below a path.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { newPerson, startBrowser } from '../testing/browser.ts'
import { tracesOf } from '../testing/engine.ts'
import { startMotion } from '../testing/motion.ts'
import type { OuterKind } from '../testing/outer-configurations.ts'
import { startOuter } from '../testing/outer-proxy.ts'
import { type Product, removeSessionsOf, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a pane behind another pane'
const PREFIX = '/apps/casement'
const WAIT = 120_000
const STEP = 30_000
const LIMIT = 600_000

const dataDir = mkdtempSync(join(tmpdir(), 'casement-outer-e2e-'))
let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct({ http: true, dataDir })
  browser = await startBrowser()
  const admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  await admin.untilLaunchable('desktop')
}, 1_300_000)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
  removeSessionsOf(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
}, WAIT)

async function colours(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
    return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer())).size
  })
}

/**
 * Repeated from its first page where that is needed: whenever a container comes or goes, Chromium takes the
 * network for another one and breaks off what it is loading, through whatever proxy.
 */
async function signInAndLaunch(page: Page, outer: string): Promise<void> {
  page.setDefaultTimeout(STEP)
  await until(
    'a sign-in',
    async () => {
      await page.goto(`${outer}/`)
      if (await page.locator('[name=password]').isVisible()) {
        await page.fill('[name=name]', 'admin')
        await page.fill('[name=password]', PASSWORD)
        await page.click('form [type=submit]')
      }
      await page.waitForSelector('[data-workspace="Desktop"]')
      return true
    },
    300,
  )
  await page.click('[data-workspace="Desktop"]')
  await until(
    'the viewer',
    async () => {
      if (await page.locator('[data-connection=connected]').isVisible()) return true
      if (page.url().startsWith('chrome-error:')) await page.goBack()
      await page.waitForSelector('[data-connection=connected]')
      return true
    },
    300,
  )
}

async function journey(outer: string): Promise<void> {
  const { context, page, foreign } = await newPerson(browser, outer)
  await signInAndLaunch(page, outer)
  page.setDefaultTimeout(WAIT)
  const session = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(page.url()).toBe(`${outer}/sessions/${session}`)
  await until('a picture', async () => (await colours(page)) > 20, 120)

  await using motion = await startMotion(session, 1)
  await page.keyboard.down('Shift')
  await until('the key inside', () => motion.hands().pressed > 0, 60)
  await page.keyboard.up('Shift')
  await until('the key to be let go', () => motion.hands().pressed === 0, 60)

  await until('the portal', async () => (await page.goto(`${outer}/`))?.ok() ?? false, 120)
  // News come by server-sent events: those that an outer proxy held back would not arrive.
  await page.locator(`#session-${session}`).waitFor()
  const other = new Visitor(product.url)
  await other.signIn('admin', PASSWORD)
  await other.post(`/sessions/${session}/delete`)
  await page.locator(`#session-${session}`).waitFor({ state: 'detached' })
  expect(foreign()).toEqual([])
  const manifest = await page.locator('link[rel=manifest]').evaluate(async (link) => {
    const { href } = new URL(link.getAttribute('href') ?? '', document.baseURI)
    const { start_url, scope, icons } = await (await fetch(href)).json()
    return [start_url, scope, icons[0].src].map((to: string) => new URL(to, href).href)
  })
  expect(manifest.slice(0, 2)).toEqual([`${outer}/`, `${outer}/`])
  expect((await page.request.get(manifest[2] ?? '')).status()).toBe(200)
  await context.close()
  await until('the container to be gone', async () => (await tracesOf(session)).length === 0, 120)
}

describe('with no setting at all', () => {
  test.each<OuterKind>(['nginx', 'haproxy', 'caddy'])(
    'behind %s',
    async (kind) => {
      await using outer = await startOuter(kind, { upstream: { port: product.port, tls: false } })
      await journey(outer.url)
    },
    LIMIT,
  )

  test(
    'below a path that nginx takes away',
    async () => {
      const upstream = { port: product.port, tls: false }
      await using outer = await startOuter('nginx', { upstream, prefix: PREFIX })
      await journey(outer.url)
    },
    LIMIT,
  )
})

test(
  'below a path that nginx leaves, and that we are told',
  async () => {
    await product[Symbol.asyncDispose]()
    product = await startProduct({ http: true, dataDir, args: ['--path-prefix', PREFIX] })
    const admin = new Visitor(product.url)
    await admin.signIn('admin', PASSWORD)
    await admin.untilLaunchable('desktop')
    const upstream = { port: product.port, tls: false }
    await using outer = await startOuter('nginx', { upstream, prefix: PREFIX, keepsPrefix: true })
    await journey(outer.url)
  },
  LIMIT,
)
