/** The pages for admins in a browser: they follow what happens, and many rows are dealt with at once. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'

let product: Product
let browser: Browser
let page: Page
let visitor: Visitor

beforeAll(async () => {
  product = await startProduct()
  browser = await startBrowser()
  page = (await newPerson(browser, product.url)).page
  visitor = new Visitor(product.url)
  await visitor.signInAnew('admin', product.adminPassword(), PASSWORD)
  await signIn(page, 'admin', PASSWORD)
})

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

test('the dashboard says that a session runs, without being asked again', async () => {
  await page.goto('/admin')
  await page.getByText('Nobody works just now').waitFor()
  await visitor.launch('Desktop')
  // Its own rhythm is a minute: what comes sooner came by the stream of events.
  await page.getByText('1 session of 1 person').waitFor({ timeout: 45_000 })
  const plot = page.locator('[data-plot]').first()
  await plot.focus()
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('[data-chart-at]').first().isVisible()).toBe(true)
})

test('sessions are picked by keyboard and ended together, after the loss is said', async () => {
  await visitor.launch('Desktop')
  await page.goto('/admin/sessions')
  await until('two sessions', async () => (await page.locator('tbody tr').count()) === 2)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.getByText('2 selected').waitFor()
  await page.locator('.bulk button').click()
  await page.getByRole('heading', { name: 'End 2 sessions?' }).waitFor()
  await page.locator('dialog[open] [type=submit]').click()
  await page.waitForLoadState()
  await until('both are gone', async () => {
    const text = await page.locator('h1 + p').textContent()
    return text?.startsWith('0 ') || (await page.locator('tbody tr').count()) === 0
  })
})

test('a head sorts by its column, and the other way round at the next click', async () => {
  await page.goto('/admin/groups')
  const names = () => page.locator('tbody .name').allTextContents()
  await page.getByRole('link', { name: 'Name', exact: true }).click()
  await page.waitForURL(/sort=name/)
  const up = await names()
  expect(up).toEqual(up.toSorted())
  await page.getByRole('link', { name: 'Name', exact: true }).click()
  await page.waitForURL(/direction=down/)
  expect(await names()).toEqual(up.toReversed())
  expect(await page.locator('th[aria-sort=descending]').count()).toBe(1)
})

test('what was logged is found by a word', async () => {
  await page.goto('/admin/logs?search=Casement')
  await page.getByText('is ready').first().waitFor()
})
