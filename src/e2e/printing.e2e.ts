/** A page that is printed in the session arrives as PDF in a real browser. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Browser, Download, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const LIMIT = 600_000
/** Seconds that a program of a busy host may take. */
const PATIENCE = 240

let product: Product
let owner: Visitor
let browser: Browser
let page: Page
let foreign: () => string[]
let session: string

beforeAll(async () => {
  product = await startProduct()
  owner = new Visitor(product.url)
  await owner.signInAnew('admin', product.adminPassword(), PASSWORD)
  session = await owner.launch('Desktop')
  browser = await startBrowser()
  const person = await newPerson(browser, product.url)
  page = person.page
  foreign = person.foreign
  await signIn(page, 'admin', PASSWORD)
  await page.goto(`/sessions/${session}`)
  await page.waitForSelector('[data-connection="connected"]', { timeout: LIMIT })
}, 1_300_000)

afterAll(async () => {
  await browser?.close()
  if (session) {
    await owner.post(`/sessions/${session}/delete`)
    const left = () => docker('ps', '-aq', `--filter=name=casement-${session}`)
    await until('its end', async () => (await left()).length === 0)
  }
  await product?.[Symbol.asyncDispose]()
}, 120_000)

/** Runs a program of the session; what it prints, by line. */
function inside(...argv: string[]): Promise<string[]> {
  return docker('exec', `casement-${session}`, ...argv)
}

function write(path: string, text: string): Promise<string[]> {
  return inside('sh', '-c', 'printf "%s" "$2" > "$1"', 'sh', path, text)
}

/** What the keys of the session go to, by its title; empty where there is no window. */
async function activeWindow(): Promise<string> {
  const ask = `active=$(xprop -root _NET_ACTIVE_WINDOW | grep -o '0x[0-9a-f]*')
xprop -id "$active" _NET_WM_NAME 2>/dev/null; true`
  return /"(.*)"$/.exec((await inside('sh', '-c', ask)).join(''))?.[1] ?? ''
}

/** Of all windows. */
async function titles(): Promise<string[]> {
  const ask = `for one in $(xprop -root _NET_CLIENT_LIST | grep -o '0x[0-9a-f]*'); do
  xprop -id "$one" _NET_WM_NAME 2>/dev/null
done; true`
  return (await inside('sh', '-c', ask)).flatMap((line) => /"(.*)"$/.exec(line)?.[1] ?? [])
}

async function prints(): Promise<string[]> {
  return (await inside('sh', '-c', 'ls "$HOME/PDF" 2>/dev/null; true')).filter((one) => one !== '')
}

/** The notice of a document, and what the browser saves when it is asked to. */
async function saved(name: string): Promise<Download> {
  await page.getByText(`${name} is ready`, { exact: true }).waitFor({ timeout: LIMIT })
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: LIMIT }),
    page.click('[data-printed-download]'),
  ])
  expect(await page.isHidden('[data-printed]')).toBe(true)
  return download
}

/** What stands in a PDF, as a reader of PDF sees it. */
async function textOf(path: string): Promise<string> {
  const reader = Bun.spawn(['pdftotext', '-layout', path, '-'])
  expect(await reader.exited).toBe(0)
  return new Response(reader.stdout).text()
}

test(
  'by an editor with a print dialog: all that was written stands in it',
  async () => {
    const lines = ['Printed in the session', 'äöü ßé ж 漢字']
    await write('/tmp/letter.txt', `${lines.join('\n')}\n`)
    // Before there is a desktop, nobody gives a window the keys.
    await until('the desktop', async () => (await titles()).includes('xfce4-panel'), PATIENCE)
    await docker('exec', '-d', `casement-${session}`, 'mousepad', '/tmp/letter.txt')
    const opened = async () => (await titles()).some((title) => title.includes('letter.txt'))
    await until('the editor', opened, PATIENCE)
    await page.click('canvas')
    await until(
      'the dialog',
      async () => {
        const active = await activeWindow()
        if (active === 'Print') return true
        if (active.includes('letter.txt')) await page.keyboard.press('Control+p')
        else await page.click('canvas')
        await Bun.sleep(1000) // a second one would wait for the first
        return false
      },
      PATIENCE,
    )
    // Its button can be pressed once it has found the printer, which is the one it would take anyway.
    await until(
      'the document',
      async () => {
        if ((await prints()).length > 0) return true
        if ((await activeWindow()) === 'Print') await page.keyboard.press('Enter')
        return false
      },
      PATIENCE,
    )
    const [name = ''] = await prints()

    const download = await saved(name)

    expect(download.suggestedFilename()).toBe(name)
    const text = await textOf(await download.path())
    for (const line of lines) expect(text).toContain(line)
  },
  LIMIT,
)

test(
  'by a command: the file arrives as it was, under its name, and stays in the session',
  async () => {
    const [first = ''] = await prints()
    const name = 'Ä 字 "x" <img onerror=x>.pdf'
    await inside('lp', '-t', name, `/home/user/PDF/${first}`)

    const download = await saved(name)

    expect(download.suggestedFilename()).toContain('Ä 字')
    await inside('cp', `/home/user/PDF/${name}`, '/tmp/printed.pdf')
    const [there] = await inside('sha256sum', '/tmp/printed.pdf')
    const here = new Bun.CryptoHasher('sha256').update(readFileSync(await download.path()))
    expect(there).toStartWith(here.digest('hex'))
    expect(await page.locator('[data-prints-list] bdi').allTextContents()).toEqual([name, first])
  },
  LIMIT,
)

test(
  'what was printed before the page was opened is listed, and no news',
  async () => {
    await page.reload()
    await page.waitForSelector('[data-connection="connected"]', { timeout: LIMIT })
    const list = page.locator('[data-prints-list] bdi')
    await until('the list', async () => (await list.count()) === 2)
    expect(await page.isHidden('[data-printed]')).toBe(true)
    expect(foreign()).toEqual([])
  },
  LIMIT,
)
