/**
 * Every page by keyboard alone, as Chromium has it: the skip link, every stop of Tab with its ring (axe asks for
 * their names, in pages.e2e.ts), dialogs and menus. And that nothing moves for somebody
 * who asked for that.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { buildBrowserAssets } from '../scripts/assets.ts'
import { startBrowser } from '../src/testing/browser.ts'
import { allSamples } from './samples/index.ts'
import { serveSamples } from './samples/server.ts'
import { type Stop, stopHere, stopsToReach } from './samples/walk.ts'

let browser: Browser
let server: ReturnType<typeof serveSamples>
/** In the viewer every key belongs to the session: it has tests of its own. */
const pages = allSamples().filter(({ name }) => !name.startsWith('viewer'))

beforeAll(async () => {
  await buildBrowserAssets()
  server = serveSamples()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop(true)
})

const newPage = (width = 1440) =>
  browser.newPage({ viewport: { width, height: 844 }, reducedMotion: 'reduce' })

async function open(page: Page, { name, path }: { name: string; path: string }) {
  await page.goto(`${server.url.href}${name}${path}`)
}

for (const width of [1440, 390]) {
  test(`Tab reaches all of a page of ${width} px, in its order, and shows where it is`, async () => {
    await using page = await newPage(width)
    const faults: string[] = []
    for (const sample of pages) {
      await open(page, sample)
      const found = [...(await walk(page)), ...(await skip(page)), ...(await motion(page))]
      faults.push(...found.map((fault) => `${sample.name}: ${fault}`))
    }
    expect(faults).toEqual([])
  }, 300_000)
}

async function walk(page: Page): Promise<string[]> {
  // From the top, whatever the page gave its focus to; it does so by the first frame.
  await page.evaluate(async () => {
    await new Promise((painted) => requestAnimationFrame(painted))
    document.body.tabIndex = -1
    document.body.focus()
  })
  const wanted = await page.evaluate(stopsToReach)
  const stops: Stop[] = []
  for (let presses = 0; presses < wanted.length + 5; presses++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(stopHere)
    if (!stop || stops.some(({ id }) => id === stop.id)) break
    stops.push(stop)
  }
  const reached = new Set(stops.map(({ id }) => id))
  return [
    ...wanted.filter(({ id }) => !reached.has(id)).map(({ html }) => `not reached: ${html}`),
    ...stops.flatMap(({ html, faults }) => faults.map((fault) => `${fault}: ${html}`)),
    ...stops.slice(1).flatMap(({ id, html }, before) =>
      // In the order of the document, which is that of reading.
      id > (stops[before]?.id ?? 0) ? [] : [`before what stands above it: ${html}`],
    ),
  ]
}

/** The first stop leads past the navigation, where there is one. */
async function skip(page: Page): Promise<string[]> {
  const link = page.locator('a.skip')
  if ((await link.count()) === 0) return []
  await link.focus()
  const { y } = (await link.boundingBox()) ?? { y: -1 }
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const inside = await page.evaluate(
    () =>
      document.querySelector('main :is(a, button, input, summary)') === null ||
      document.activeElement?.closest('main') !== null,
  )
  return [
    ...(y < 0 ? ['the skip link is not seen'] : []),
    ...(inside ? [] : ['the skip link leads elsewhere']),
  ]
}

/** Nothing moves for somebody who asked for less of it. */
function motion(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const moves = (style: CSSStyleDeclaration) =>
      /[1-9]/.test(style.transitionDuration) ||
      (style.animationName !== 'none' && /[1-9]/.test(style.animationDuration))
    return [...document.querySelectorAll('body *')]
      .filter((element) =>
        [null, '::before', '::after'].some((part) => moves(getComputedStyle(element, part))),
      )
      .map((element) => `moves: ${element.outerHTML.slice(0, 100)}`)
  })
}

test('dialogs keep the focus while they are open and give it back', async () => {
  await using page = await newPage()
  const faults: string[] = []
  for (const sample of pages) {
    await open(page, sample)
    const opener = page.locator('[data-dialog]:visible').first()
    if ((await opener.count()) === 0) continue
    await opener.focus()
    await page.keyboard.press('Enter')
    const stops = await page
      .locator('dialog[open] :is(a, button, input:not([type=hidden]))')
      .count()
    for (let presses = 0; presses <= stops; presses++) {
      const outside = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement !== document.body && !activeElement?.closest('dialog[open]')
      })
      if (outside) faults.push(`${sample.name}: it went out after ${presses} presses of Tab`)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Escape')
    if ((await page.locator('dialog[open]').count()) > 0) faults.push(`${sample.name}: stays open`)
    if (!(await opener.evaluate((element) => element === document.activeElement))) {
      faults.push(`${sample.name}: the focus is lost`)
    }
  }
  expect(faults).toEqual([])
}, 120_000)

test('a menu goes by arrows, and Escape leads back to its button', async () => {
  await using page = await newPage()
  const sample = pages.find(({ name }) => name === 'portal')
  if (!sample) throw new Error('there is no sample of the portal')
  await open(page, sample)
  const opener = page.locator('[popovertarget=account-menu]')
  const line = (at: number) => page.locator('#account-menu :is(a, button):visible').nth(at)
  const focused = (at: number) => line(at).evaluate((one) => one === document.activeElement)
  await opener.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  expect(await focused(0)).toBe(true)
  await page.keyboard.press('ArrowDown')
  expect(await focused(1)).toBe(true)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  expect(await focused(-1)).toBe(true)
  await page.keyboard.press('Escape')
  expect(await page.locator('#account-menu').isVisible()).toBe(false)
  expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)
}, 60_000)

test('a switch says whether it is on in colours of the system, too', async () => {
  await using page = await browser.newPage({ forcedColors: 'active' })
  const sample = pages.find(({ name }) => name === 'workspaces')
  if (!sample) throw new Error('there is no sample of the list of workspaces')
  await open(page, sample)
  const ground = (on: boolean) =>
    page
      .locator(`[role=switch][aria-checked=${on}] .track`)
      .first()
      .evaluate((track) => getComputedStyle(track).backgroundColor)
  expect(await ground(true)).not.toBe(await ground(false))
}, 60_000)
