/**
 * What the product is for, as a person does it: sign in, open a desktop, type in it, open a browser at
 * an address, copy both ways, come back from another browser and find it all, end it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ADDRESSES, openNeighbourhood, PORT } from '../agent/testing/neighbourhood.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker, readText, tracesOf } from '../testing/engine.ts'
import { freePort, type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const PAGE = '<title>Garden</title><h1 style="font-size:90px">A PAGE OUTSIDE</h1>'

const dataDir = mkdtempSync(join(tmpdir(), 'casement-work-'))
let port: number
let product: Product
let browser: Browser
let outside: AsyncDisposable
let person: Awaited<ReturnType<typeof newPerson>>
let desktop: string
let firefox: string

beforeAll(async () => {
  port = await freePort()
  product = await startProduct({ dataDir, port })
  browser = await startBrowser()
  outside = await openNeighbourhood(PAGE)
  person = await newPerson(browser, product.url)
  await signIn(person.page, 'admin', product.adminPassword(), PASSWORD)
})

afterAll(async () => {
  await browser?.close()
  await outside?.[Symbol.asyncDispose]()
  await product?.[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true, force: true })
})

async function connected(page: Page) {
  await page.waitForSelector('[data-connection=connected]', { timeout: 60_000 })
  return page.waitForSelector('canvas')
}

/** Waits until the image is there, then opens the tile; the id of the session. */
async function open(page: Page, name: string, address?: string): Promise<string> {
  const tile = page.locator(`.tile-cell:has([data-workspace="${name}"])`)
  await until(
    `a tile ${name} whose image is ready`,
    async () => {
      await page.goto('/')
      const [text] = await tile.allTextContents()
      return text !== undefined && !text.includes('prepared')
    },
    IMAGES_SECONDS,
  )
  if (address === undefined) await tile.locator('[data-workspace]').click()
  else {
    await tile.locator('[data-dialog]').click()
    await page.locator('dialog[open] [name=url]').fill(address)
    await page.locator('dialog[open] [type=submit]').click()
  }
  await page.waitForURL(/\/sessions\//)
  return page.url().split('/').at(-1) ?? ''
}

async function seen(page: Page, text: string) {
  await until(
    `"${text}" in the pixels`,
    async () => {
      const canvas = await page.waitForSelector('canvas')
      const read = await readText(await canvas.screenshot())
      if (read.includes(text)) return true
      throw new Error(`The picture says: ${read}`)
    },
    60,
  )
}

async function programs(session: string): Promise<string> {
  return (await docker('top', `casement-${session}`, '-eo', 'pid,args')).join('\n')
}

/** Runs a program of the session, beside its desktop. */
function inside(...argv: string[]): Promise<string[]> {
  return docker('exec', `casement-${desktop}`, ...argv)
}

describe('a day of work', () => {
  test('types in a terminal of the desktop and sees the text', async () => {
    const { page } = person
    desktop = await open(page, 'Desktop')
    const canvas = await connected(page)
    await until(
      'a terminal',
      async () => {
        if ((await programs(desktop)).includes('xfce4-terminal')) return true
        const box = await canvas.boundingBox()
        await canvas.click({ position: { x: 100, y: (box?.height ?? 0) - 20 } }) // on the panel
        await Bun.sleep(2000) // a second click would open a second terminal
        return false
      },
      60,
    )
    await seen(page, 'user@session')
    await page.keyboard.type('echo WINDOW $((40 + 2)) OPENS\n', { delay: 20 })
    await seen(page, 'WINDOW 42 OPENS')
  }, 1_300_000)

  test('types text that no key has, as input methods bring it', async () => {
    // By keys while the display has free ones, then by its clipboard.
    const poem =
      '色はにほへど散りぬるを我が世たれぞ常ならむ有為の奥山今日越えて浅き夢見じ酔ひもせず'
    const thousand = '天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏'
    for (const text of [`né λж € 😀 ${poem}`, thousand]) {
      await person.page.keyboard.insertText(`printf '${text}' > /tmp/typed`)
      await person.page.keyboard.press('Enter')
      await until('the text in a file', async () => {
        const typed = (await inside('cat', '/tmp/typed')).join()
        if (typed === text) return true
        throw new Error(`There is ${typed}`)
      })
    }
  }, 120_000)

  test('is paused from its panel, and goes on where it was', async () => {
    const { page } = person
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.click('[data-act=pause]')
    await page.waitForSelector('[data-connection=paused]', { timeout: 60_000 })
    const state = await docker('inspect', '-f', '{{.State.Status}}', `casement-${desktop}`)
    expect(state).toEqual(['paused'])

    await page.click('[data-act=resume]')
    await connected(page)
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.waitForSelector('#panel', { state: 'hidden' })
    await page.keyboard.type('echo ON $((30 + 3)) GOES\n', { delay: 20 })
    await seen(page, 'ON 33 GOES')
  }, 120_000)

  test('copies text into the session and out of it', async () => {
    const { page } = person
    await page.evaluate(() => navigator.clipboard.writeText('from outside ÄÖ 漢字'))
    await page.locator('canvas').focus()
    await until('the text inside', async () => {
      const [line] = await inside('timeout', '5', 'xclip', '-o', '-selection', 'clipboard')
      return line === 'from outside ÄÖ 漢字'
    })
    const copy = 'printf "from inside ßé 字" | xclip -i -selection clipboard'
    await docker('exec', '-d', `casement-${desktop}`, 'sh', '-c', copy)
    await until('the text outside', () =>
      page.evaluate(async () => (await navigator.clipboard.readText()) === 'from inside ßé 字'),
    )
  }, 120_000)

  test('opens a browser at an address', async () => {
    const page = await person.context.newPage()
    firefox = await open(page, 'Firefox', `http://${ADDRESSES.outside}:${PORT}/`)
    await connected(page)
    await seen(page, 'A PAGE OUTSIDE')
    await page.close()
  }, 1_300_000)

  test('goes on by itself after a restart of ours', async () => {
    expect(await product.stop()).toBe(0)
    await person.page.waitForSelector('[data-connection=reconnecting]', { timeout: 30_000 })
    product = await startProduct({ dataDir, port })
    await connected(person.page)
    await person.page.keyboard.type('echo STILL $((10 * 10)) HERE\n', { delay: 20 })
    await seen(person.page, 'STILL 100 HERE')
  }, 120_000)

  test('is found again from another browser', async () => {
    await person.page.close()
    const elsewhere = await newPerson(browser, product.url)
    await signIn(elsewhere.page, 'admin', PASSWORD)
    await elsewhere.page.getByRole('link', { name: 'Open', exact: true }).first().waitFor()
    await elsewhere.page.goto(`/sessions/${desktop}`)
    await connected(elsewhere.page)
    await seen(elsewhere.page, 'STILL 100 HERE')
    expect([...person.foreign(), ...elsewhere.foreign()]).toEqual([])
  }, 120_000)

  test('ends, and leaves nothing', async () => {
    const visitor = new Visitor(product.url)
    await visitor.signIn('admin', PASSWORD)
    for (const id of [desktop, firefox]) {
      expect(await tracesOf(id)).not.toEqual([])
      expect((await visitor.post(`/sessions/${id}/delete`)).status).toBe(303)
      await until(`no trace of ${id}`, async () => (await tracesOf(id)).length === 0)
    }
  }, 120_000)
})

test('a second user sees the tiles of their groups and no others', async () => {
  const admin = new Visitor(product.url)
  await admin.signIn('admin', PASSWORD)
  const given = 'until the first sign-in'
  await admin.post('/admin/groups/new', { name: 'Lab', priority: '50' })
  const groups = await (await admin.get('/admin/groups')).text()
  const lab = /groups\/([0-9a-f-]{36})">Lab</.exec(groups)?.[1] ?? ''
  const link = { kind: 'link', name: 'Lab notes', url: 'https://lab.test/', enabled: 'on' }
  const made = await admin.post('/admin/workspaces/new', {
    ...link,
    groups: lab,
    icon: 'link',
    tint: '0',
  })
  expect(await made.text()).toBe('')
  expect(made.status).toBe(303)
  await admin.post('/admin/users/new', {
    name: 'inside',
    password: given,
    enabled: 'on',
    groups: lab,
  })
  await admin.post('/admin/users/new', { name: 'beside', password: given, enabled: 'on' })

  for (const [name, sees] of [
    ['inside', true],
    ['beside', false],
  ] as const) {
    const { page } = await newPerson(browser, product.url)
    await signIn(page, name, given, PASSWORD)
    await page.goto('/')
    const tiles = (await page.locator('.tile-cell').allTextContents()).join(' ')
    expect(tiles).toContain('Desktop')
    expect(tiles.includes('Lab notes')).toBe(sees)
  }
}, 120_000)
