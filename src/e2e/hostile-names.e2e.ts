/** Whatever people call things stays text, on every page that shows it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { ALL_USERS } from '../domain/access.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { refuseForeignRequests } from '../testing/foreign-requests.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
/** Markup, the end of an attribute, attributes of htmx, and a mark that turns the writing around. */
const HOSTILE = `<img src=x onerror=alert(1)>" hx-get="/x" hx-trigger='load' \u202e`
const ADDRESS = 'https://a.example/?"><img src=x onerror=alert(1)>'

let product: Product
let browser: Browser
let person: Awaited<ReturnType<typeof newPerson>>
let admin: Visitor
let session: string
const faults: string[] = []

beforeAll(async () => {
  product = await startProduct()
  browser = await startBrowser()
  person = await newPerson(browser, product.url)
  await signIn(person.page, 'admin', product.adminPassword(), PASSWORD)
  person.context.on('dialog', (dialog) => {
    faults.push(`a script ran: ${dialog.message()}`)
    void dialog.dismiss()
  })
  person.context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  admin = new Visitor(product.url)
  await admin.signIn('admin', PASSWORD)
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

/** What of a text became more than text. */
async function elementsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll('[onerror], [hx-get="/x"], [hx-trigger="load"], img[src="x"]'),
    ].map((element) => element.outerHTML),
  )
}

async function look(page: Page, path: string) {
  await page.goto(path)
  for (const element of await elementsOf(page)) faults.push(`${path}: ${element}`)
}

async function post(path: string, fields: Record<string, string | string[]>): Promise<string> {
  const answer = await admin.post(path, fields)
  if (answer.status !== 303) {
    const [, why = ''] = /role="alert"(.*?)<\/div>/s.exec(await answer.text()) ?? []
    throw new Error(`${path}: ${answer.status} ${why}`)
  }
  return answer.headers.get('location') ?? ''
}

const CONTAINER = {
  ...{ kind: 'container', image: 'casement/desktop', cores: '1', memory: '1 GiB' },
  ...{ sharedMemory: '64 MiB', icon: 'monitor', tint: '0', enabled: 'on', groups: [ALL_USERS] },
}

test('an admin may call everything whatever they like', async () => {
  const everything = { name: HOSTILE, description: HOSTILE, categories: HOSTILE }
  await post('/admin/groups/new', { ...everything, priority: '7' })
  await post('/admin/workspaces/new', {
    ...CONTAINER,
    ...everything,
    environment: `HOSTILE=${HOSTILE}`,
  })
  const link = { kind: 'link', icon: 'link', tint: '1', enabled: 'on', groups: [ALL_USERS] }
  await post('/admin/workspaces/new', { ...link, name: `~${HOSTILE}`, url: ADDRESS })
  const user = { name: 'mallory', displayName: HOSTILE, password: 'a stranger looks in' }
  await post('/admin/users/new', { ...user, enabled: 'on', groups: [ALL_USERS] })

  const portal = await (await admin.get('/')).text()
  expect(portal).toContain('&lt;img src=x onerror=alert(1)>')
  expect(portal).not.toContain('<img src=x')
}, 120_000)

test('a form that refuses such texts shows them as they were typed', async () => {
  const { page } = person
  for (const path of ['/admin/workspaces/new', '/admin/groups/new', '/admin/users/new']) {
    await page.goto(path)
    const fields = page.locator(
      'main form :is(input[type=text], input[type=password], textarea):visible',
    )
    for (const field of await fields.all()) await field.fill(HOSTILE)
    await page.locator('main form .savebar [type=submit]').click()
    await page.locator('main form [role=alert]').first().waitFor()
    expect(await fields.first().inputValue()).toBe(HOSTILE)
    for (const element of await elementsOf(page)) faults.push(`${path}: ${element}`)
  }
  expect(faults).toEqual([])
}, 180_000)

test('they are text on every page that one gets to', async () => {
  const { page } = person
  await page.goto('/')
  const tile = page
    .locator('.tile-cell', { has: page.locator('form[data-once]'), hasText: HOSTILE.slice(0, 20) })
    .first()
  expect(await tile.locator('.nm').textContent()).toBe(HOSTILE)
  const form = (await tile.locator('form[data-once]').first().getAttribute('action')) ?? ''
  const launched = await post(form.slice(1), { key: crypto.randomUUID(), url: ADDRESS })
  session = launched.split('/').at(-1) ?? ''

  const typed = encodeURIComponent(HOSTILE)
  const todo = [
    ...['/', '/profile', '/profiles', '/password', '/admin'],
    ...[
      `/?category=${typed}`,
      `/launch/${typed}`,
      `/launch/desktop?url=${encodeURIComponent(ADDRESS)}`,
    ],
    ...[`/admin/users?search=${typed}`, `/admin/sessions?search=${typed}&view=all`],
  ]
  const seen = new Set(todo)
  for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
    await look(page, path)
    const links = await page
      .locator('a[href]')
      .evaluateAll((anchors) =>
        anchors.flatMap((anchor) => (anchor instanceof HTMLAnchorElement ? anchor.href : [])),
      )
    for (const href of links) {
      const { origin, pathname } = new URL(href)
      if (origin !== product.url || !pathname.startsWith('/admin') || seen.has(pathname)) continue
      seen.add(pathname)
      todo.push(pathname)
    }
  }
  // In a tab of its own, since it goes on by itself while the session comes up.
  const own = await person.context.newPage()
  await look(own, `/sessions/${session}`)
  await own.close()
  expect(faults).toEqual([])
  // Every kind of page was among them.
  expect(
    [...seen].filter((path) =>
      /^\/admin\/(users|groups|workspaces|sessions|agents)\/.{36}/.test(path),
    ).length,
  ).toBeGreaterThan(6)
  await admin.post(`/sessions/${session}/delete`)
}, 300_000)

test('a page that asks another host for something is noticed', async () => {
  const { context } = person
  const page = await context.newPage()
  await page.setContent('<img src="https://elsewhere.example/a.png">')
  await page.waitForFunction(() => document.querySelector('img')?.complete)
  await page.close()
  expect(refuseForeignRequests).toThrow('https://elsewhere.example/a.png')
}, 60_000)
