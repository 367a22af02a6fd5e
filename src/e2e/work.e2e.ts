/**
 * What the product is for, as a person does it: sign in, open a desktop, type in it, open a browser at
 * an address, copy both ways, come back from another browser and find it all, end it.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker, readText, tracesOf } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

async function connected(page: Page) {
  await page.waitForSelector('[data-connection=connected]', { timeout: 60_000 })
  return page.waitForSelector('canvas')
}

/** The tile may still be waiting for its image. */
async function launchTile(page: Page, name: string) {
  const tile = page.getByRole('button', { name: new RegExp(name) }).first()
  await until(
    `a tile ${name} that can be opened`,
    async () => {
      await page.goto('/')
      return tile.isEnabled({ timeout: 1000 }).catch(() => false)
    },
    900,
  )
  await tile.click()
  await page.waitForURL(/\/sessions\//)
  return page.url().split('/').at(-1) ?? ''
}

async function seen(page: Page, text: string) {
  return until(
    `"${text}" in the pixels`,
    async () => {
      const canvas = await page.waitForSelector('canvas')
      const words = await readText(await canvas.screenshot())
      return words.includes(text)
    },
    40,
  )
}

test('a day of work', async () => {
  const person = await newPerson(browser, product.url)
  const { page } = person
  await signIn(page, 'admin', product.adminPassword(), PASSWORD)

  const session = await launchTile(page, 'Desktop')
  const canvas = await connected(page)
  expect(await docker('ps', '--format', '{{.Names}}')).toContainEqual(
    expect.stringContaining(session),
  )

  // A terminal, and the text that is typed in it, in the pixels.
  await canvas.click({ position: { x: 640, y: 300 } })
  await until(
    'a terminal in the desktop',
    async () => {
      const top = await docker('top', `casement-${session}`, '-eo', 'pid,args')
      if (top.some((line) => line.includes('xfce4-terminal'))) return true
      await page.keyboard.press('Control+Alt+t')
      await Bun.sleep(2000)
      return false
    },
    60,
  )
  await page.keyboard.type('echo WINDOW $((40 + 2)) OPENS\n', { delay: 20 })
  await seen(page, 'WINDOW 42 OPENS')

  // Copy into the session, out of the session.
  await page.evaluate(() => navigator.clipboard.writeText('from outside ÄÖ 漢字'))
  await page.locator('canvas').focus()
  await until(
    'the text inside',
    async () => {
      const [line] = await docker(
        'exec',
        `casement-${session}`,
        'timeout',
        '5',
        'xclip',
        '-o',
        '-selection',
        'clipboard',
      )
      return line === 'from outside ÄÖ 漢字'
    },
    20,
  )
  await docker(
    'exec',
    '-d',
    `casement-${session}`,
    'sh',
    '-c',
    'printf "from inside ßé 字" | xclip -i -selection clipboard',
  )
  await until(
    'the text outside',
    () => page.evaluate(async () => (await navigator.clipboard.readText()) === 'from inside ßé 字'),
    20,
  )

  // A second workspace, at an address.
  const web = await person.context.newPage()
  await web.goto('/')
  const firefox = await launchTile(web, 'Firefox')
  await connected(web)
  await until(
    'Firefox',
    async () =>
      (await docker('top', `casement-${firefox}`, '-eo', 'pid,args')).some((line) =>
        line.includes('firefox'),
      ),
    60,
  )
  await web.close()
  await page.close()

  // From another browser: the same desktop with the work in it.
  const elsewhere = await newPerson(browser, product.url)
  await signIn(elsewhere.page, 'admin', PASSWORD)
  await elsewhere.page.goto(`/sessions/${session}`)
  await connected(elsewhere.page)
  await seen(elsewhere.page, 'WINDOW 42 OPENS')

  // The end: nothing is left of either.
  const visitor = new Visitor(product.url)
  await visitor.signIn('admin', PASSWORD)
  for (const id of [session, firefox]) {
    expect(await tracesOf(id)).not.toEqual([])
    expect((await visitor.post(`/sessions/${id}/delete`)).status).toBe(303)
    await until(`no trace of ${id}`, async () => (await tracesOf(id)).length === 0, 30)
  }
  expect([...person.foreign(), ...elsewhere.foreign()]).toEqual([])
}, 1_200_000)
