/** The portal as people use it: links, favourites, live pictures, their language, their sign-ins. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { tracesOf } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const STRANGERS = 'a stranger looks in at it'

let product: Product
let browser: Browser
let person: Awaited<ReturnType<typeof newPerson>>
let admin: Visitor
let session: string

beforeAll(async () => {
  product = await startProduct()
  browser = await startBrowser()
  person = await newPerson(browser, product.url)
  await signIn(person.page, 'admin', product.adminPassword(), PASSWORD)
  admin = new Visitor(product.url)
  await admin.signIn('admin', PASSWORD)
  await admin.untilLaunchable('desktop')
}, 1_300_000)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

/** Follows a link that one typed; the page may go on by itself before it is whole. */
async function type(page: Page, path: string) {
  await page.goto(path, { waitUntil: 'commit' })
}

/** A site of somebody else with a link to us. */
function otherSite(href: string) {
  const page = `<!doctype html><a href="${href}">here</a>`
  const headers = { 'content-type': 'text/html' }
  return Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response(page, { headers }) })
}

describe('a link that opens a workspace', () => {
  test('that one typed opens it, and going back does not open it again', async () => {
    const { page } = person
    await page.goto('/')
    await type(page, '/launch/desktop')
    await page.waitForSelector('[data-connection=connected]', { timeout: 120_000 })
    session = page.url().split('/').at(-1) ?? ''
    await page.goBack()
    await page.waitForSelector(`#session-${session}`)
    expect(new URL(page.url()).pathname).toBe('/')
  }, 180_000)

  test('of another site asks first, also after a sign-in', async () => {
    using site = otherSite(`${product.url}/launch/desktop?url=https%3A%2F%2Fa.example%2F`)
    const elsewhere = await newPerson(browser, product.url)
    await elsewhere.page.goto(site.url.href)
    await elsewhere.page.click('a')
    await elsewhere.page.waitForURL(/\/sign-in/)
    await elsewhere.page.fill('[name=name]', 'admin')
    await elsewhere.page.fill('[name=password]', PASSWORD)
    await elsewhere.page.click('form [type=submit]')
    await elsewhere.page.waitForSelector('text=https://a.example/')
    expect(new URL(elsewhere.page.url()).pathname).toBe('/launch/desktop')
    expect(await elsewhere.page.locator('[data-by-itself]').count()).toBe(0)
    const own = await (await admin.get('/portal/sessions')).text()
    expect(own.match(/id="session-/g)).toHaveLength(1)
    await elsewhere.context.close()
  }, 120_000)
})

describe('the portal', () => {
  test('shows the screen of a session that runs', async () => {
    const { page } = person
    await page.goto('/')
    const image = page.locator(`#screen-${session} img`)
    await image.waitFor({ timeout: 120_000 })
    const look = () =>
      image.evaluate((element) => {
        if (!(element instanceof HTMLImageElement)) throw new Error('no image')
        const canvas = new OffscreenCanvas(element.naturalWidth, element.naturalHeight)
        const context = canvas.getContext('2d')
        context?.drawImage(element, 0, 0)
        const { data = new Uint8ClampedArray() } =
          context?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
        const colours = new Set<string>()
        for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join())
        return { width: canvas.width, colours: colours.size }
      })
    expect((await look()).width).toBe(480)
    // The first look may have come before the desktop had painted anything.
    await until('the desktop in the picture', async () => (await look()).colours > 20, 120)
  }, 180_000)

  test('shows it to its owner alone', async () => {
    const groups = { 'groups-shown': '' }
    await admin.post('/admin/users/new', {
      name: 'eve',
      password: STRANGERS,
      ...groups,
      enabled: 'on',
    })
    const eve = new Visitor(product.url)
    await eve.signInAnew('eve', STRANGERS, `${STRANGERS} too`)
    expect((await eve.post(`/sessions/${session}/ticket`)).status).toBe(404)
    expect((await eve.get(`/s/${session}/preview`)).status).toBe(401)
    expect((await new Visitor(product.url).get(`/s/${session}/preview`)).status).toBe(401)

    await admin.post(`/sessions/${session}/ticket`)
    const picture = await admin.get(`/s/${session}/preview`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect((await admin.post(`/s/${session}/preview`)).status).toBe(404)
  }, 60_000)

  test('keeps a favourite, first and by itself', async () => {
    const { page } = person
    await page.goto('/')
    const last = page.locator('.tile-cell').last()
    const name = (await last.locator('.nm').textContent()) ?? ''
    await last.locator('.favourite button').click()
    await last.locator('.favourite button[aria-pressed=true]').waitFor()
    await page.goto('/')
    expect(await page.locator('.tile-cell .nm').first().textContent()).toBe(name)
    await page.locator('.chips a', { hasText: 'Favourites' }).click()
    expect(await page.locator('.tile-cell .nm').allTextContents()).toEqual([name])
  }, 60_000)

  test('can be installed', async () => {
    const { page, context } = person
    await page.goto('/')
    const devtools = await context.newCDPSession(page)
    const manifest = await devtools.send('Page.getAppManifest')
    expect(manifest.errors).toEqual([])
    expect(manifest.url).toBe(`${product.url}/manifest.webmanifest`)
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    // The only one that stays is that of a window that leaves no traces, which every test's is.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
  }, 60_000)

  test('learns that a session has ended, as it happens', async () => {
    const { page } = person
    await page.goto('/')
    const card = page.locator(`#session-${session}`)
    await card.waitFor()
    const told = page.evaluate(() => {
      const told = Promise.withResolvers<string>()
      document
        .querySelector('#sessions')
        ?.addEventListener('live', ({ type }) => told.resolve(type))
      return told.promise
    })
    await admin.post(`/sessions/${session}/delete`)
    expect(await told).toBe('live')
    await card.waitFor({ state: 'detached', timeout: 60_000 })
    await until('nothing to be left', async () => (await tracesOf(session)).length === 0, 60)
  }, 120_000)
})

describe('a person', () => {
  test('reads the language they chose, wherever they sign in', async () => {
    const { page } = person
    await page.goto('/profile')
    await page.locator('#language-form [value=de]').click()
    await page.waitForSelector('html[lang=de]')

    const french = await browser.newContext({
      baseURL: product.url,
      ignoreHTTPSErrors: true,
      locale: 'fr-FR',
    })
    const other = await french.newPage()
    await other.goto('/sign-in')
    expect(await other.locator('html').getAttribute('lang')).toBe('fr')
    expect(await other.locator('button[type=submit]').textContent()).toBe('Se connecter')
    await signIn(other, 'admin', PASSWORD)
    expect(await other.locator('html').getAttribute('lang')).toBe('de')
    await other.goto('/admin/users')
    expect(await other.locator('html').getAttribute('lang')).toBe('en')
    await french.close()

    await page.locator('#language-form [value=""]').click()
    await page.waitForSelector('html[lang=en]')
  }, 60_000)

  test('signs out another browser from the profile page, and not this one', async () => {
    const { page } = person
    const elsewhere = await newPerson(browser, product.url)
    await signIn(elsewhere.page, 'admin', PASSWORD)
    await elsewhere.page.goto('/profile')
    expect(await elsewhere.page.locator('#sign-ins tbody tr').count()).toBeGreaterThan(1)

    await page.goto('/profile')
    await page.locator('#sign-ins footer button').click()
    await page.waitForURL(/done=ended-others/)
    expect(await page.locator('#sign-ins tbody tr').count()).toBe(1)
    await elsewhere.page.goto('/profile')
    expect(new URL(elsewhere.page.url()).pathname).toBe('/sign-in')
    expect((await admin.get('/')).status).toBe(303)
    await elsewhere.context.close()
  }, 60_000)
})
