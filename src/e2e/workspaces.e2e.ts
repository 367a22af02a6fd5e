/**
 * An admin's work on workspaces, in a browser: tags, order, switches in the list, a copy, a file out and in
 * again, where a workspace may run, and how many sessions of it there may be.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { ALL_USERS } from '../domain/access.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const LIST = '/admin/workspaces'
const BENCH = {
  ...{ kind: 'container', name: 'Bench', icon: 'box', tint: '1', enabled: 'on' },
  ...{ image: 'casement/base', cores: '0.1', memory: '256 MiB', sharedMemory: '64 MiB' },
  ...{ environment: 'API_TOKEN=of-the-bench', groups: ALL_USERS },
}

let product: Product
let browser: Browser
let page: Page
let foreign: () => string[]
let admin: Visitor

beforeAll(async () => {
  product = await startProduct()
  browser = await startBrowser()
  const person = await newPerson(browser, product.url)
  page = person.page
  foreign = person.foreign
  await signIn(page, 'admin', product.adminPassword(), PASSWORD)
  admin = new Visitor(product.url)
  await admin.signIn('admin', PASSWORD)
  for (const name of ['Bench', 'Shelf']) {
    expect((await admin.post(`${LIST}/new`, { ...BENCH, name })).status).toBe(303)
  }
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
})

const names = () => page.locator('#workspaces tbody .name').allTextContents()
const row = (name: string) => page.locator('#workspaces tbody tr', { hasText: name }).first()

async function idOf(name: string): Promise<string> {
  const html = await (await admin.get(LIST)).text()
  const id = new RegExp(`workspaces/([0-9a-f-]{36})"[^>]*>${name}<`).exec(html)?.[1]
  if (id === undefined) throw new Error(`there is no workspace ${name}`)
  return id
}

async function open(name: string) {
  await page.goto(`${LIST}/${await idOf(name)}`)
}

async function save() {
  await page.locator('.savebar [type=submit]').click()
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
}

/** What came of a launch: the words of its page, and the session. */
async function launch(visitor: Visitor, name: string) {
  const path = `/workspaces/${await idOf(name)}/launch`
  const answer = await visitor.post(path, { key: crypto.randomUUID() })
  const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
  if (answer.status !== 303) return { session: '', words: await answer.text() }
  return { session, words: await (await visitor.get(`/sessions/${session}`)).text() }
}

/** Tries until there is room; a refused launch leaves nothing behind. */
function untilLaunched(visitor: Visitor, name: string): Promise<string> {
  return until('a launch', async () => (await launch(visitor, name)).session || undefined, 90)
}

async function stateOf(visitor: Visitor, session: string): Promise<string> {
  const json = { accept: 'application/json' }
  const { state } = await (await visitor.get(`/sessions/${session}/progress`, json)).json()
  return state
}

test('a tag is shown in the list, and finds the workspace there and in the portal', async () => {
  await open('Bench')
  await page.fill('[name=tags]', 'carpentry, wood')
  await save()
  await page.goto(LIST)
  await row('Bench').locator('.tag', { hasText: 'carpentry' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('carpentry')
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=carpentry/)
  expect(await names()).toEqual(['Bench'])
  await page.goto('/')
  await page.fill('[data-search-field]', 'carp')
  await page.locator('.tile-cell:visible .nm', { hasText: 'Bench' }).waitFor()
  expect(await page.locator('.tile-cell:visible').count()).toBe(1)
}, 120_000)

test('an admin moves a workspace by button and by keyboard, and people see that order', async () => {
  await page.goto(LIST)
  const before = await names()
  const at = before.indexOf('Shelf')
  const moved = (list: string[], by: number) => {
    const from = list.indexOf('Shelf')
    return list.toSpliced(from, 1).toSpliced(from + by, 0, 'Shelf')
  }
  expect(at).toBeGreaterThan(1)
  const up = row('Shelf').locator('[data-move=up]')
  await up.click()
  await page.getByText(`Shelf is ${at} of ${before.length} now.`).waitFor({ state: 'attached' })
  expect(await names()).toEqual(moved(before, -1))
  // Whoever moves a row stays with it, so the next press moves it on.
  expect(await up.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await page.getByText(`Shelf is ${at - 1} of`).waitFor({ state: 'attached' })
  await row('Shelf').locator('.name').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await page.getByText(`Shelf is ${at} of`).waitFor({ state: 'attached' })
  expect(await names()).toEqual(moved(before, -1))
  await page.goto(`${LIST}?sort=name&direction=down`)
  expect(await page.locator('[data-move]').count()).toBe(0)
  await page.goto('/')
  const tiles = (await page.locator('.tile-cell .nm').allTextContents()).map((name) => name.trim())
  const shown = moved(before, -1).filter((name) => tiles.includes(name))
  expect(tiles).toEqual(shown)
}, 120_000)

test('a switch and a priority are changed in the list, by keyboard, with the outcome beside them', async () => {
  await page.goto(`${LIST}?sort=name&search=shelf`)
  const toggle = row('Shelf').getByRole('switch')
  await toggle.focus()
  const summary = (await page.locator('#summary').textContent()) ?? ''
  await page.keyboard.press('Space')
  await row('Shelf').getByText('Saved').waitFor()
  await page.locator('#summary').filter({ hasNotText: summary }).waitFor()
  expect(await toggle.getAttribute('aria-checked')).toBe('false')
  expect(await toggle.evaluate((button) => button === document.activeElement)).toBe(true)
  expect(page.url()).toEndWith('?sort=name&search=shelf')
  expect(await (await admin.get('/')).text()).not.toContain('data-workspace="Shelf"')
  await page.keyboard.press('Enter')
  await row('Shelf').locator('[aria-checked=true]').waitFor()
  await page.reload()
  expect(await toggle.getAttribute('aria-checked')).toBe('true')

  await page.goto('/admin/groups?sort=name')
  const priority = page.getByLabel('Priority of All Users')
  await priority.fill('77')
  await page.keyboard.press('Enter')
  const cell = page.locator('td', { has: priority })
  await cell.getByText('Saved').waitFor()
  await priority.fill('many')
  await page.keyboard.press('Tab')
  await cell.getByText('It must be a whole number from 0 to 9999.').waitFor()
  expect(await priority.getAttribute('aria-invalid')).toBe('true')
  expect(await priority.inputValue()).toBe('many')
  await page.reload()
  expect(await priority.inputValue()).toBe('77')
  await priority.fill('78')
  await page.keyboard.press('Escape')
  expect(await priority.inputValue()).toBe('77')
}, 120_000)

test('a copy opens in its form, switched off, and is there once it is saved', async () => {
  await open('Bench')
  await page.getByRole('link', { name: 'Duplicate' }).click()
  await page.getByRole('heading', { name: 'Copy of Bench' }).waitFor()
  expect(await page.inputValue('[name=name]')).toBe('Bench copy')
  expect(await page.inputValue('[name=tags]')).toBe('carpentry, wood')
  expect(await page.isChecked('[name=enabled]')).toBe(false)
  expect(await (await admin.get(LIST)).text()).not.toContain('>Bench copy<')
  await page.locator('.savebar [type=submit]').click()
  await page.waitForURL((url) => url.pathname === LIST)
  expect(await names()).toContain('Bench copy')
  expect(await (await admin.get('/')).text()).not.toContain('Bench copy')
}, 120_000)

test('a workspace goes into a file, is deleted, and comes back as it was', async () => {
  await open('Bench')
  await page.getByRole('button', { name: 'Export' }).first().click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByText('Look at these variables first: API_TOKEN.').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.locator('[type=submit]').click(),
  ])
  const path = await download.path()
  const [exported] = JSON.parse(readFileSync(path, 'utf8')).workspaces
  expect(exported).toMatchObject({ name: 'Bench', tags: ['carpentry', 'wood'] })
  await dialog.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: 'Delete workspace' }).first().click()
  await page.locator('dialog[open] [type=submit]').click()
  await page.waitForURL((url) => url.pathname === LIST)
  expect(await names()).not.toContain('Bench')

  await page.getByRole('link', { name: 'Import' }).click()
  const file = (workspaces: unknown[]) => ({
    name: 'workspaces.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ casement: 'workspaces', version: 1, workspaces })),
  })
  await page.setInputFiles('[name=file]', file([exported, { ...exported, cores: 9999 }]))
  await page.locator('form:has([name=file]) [type=submit]').click()
  await page.getByText('1 of 2 cannot be imported').waitFor()
  await page.getByText('CPUs are a number from 0.1 to 256').waitFor()
  const shelf = { ...exported, name: 'Shelf', tags: ['replaced'] }
  await page.setInputFiles('[name=file]', file([exported, shelf]))
  await page.locator('form:has([name=file]) [type=submit]').click()
  await page.getByText('There is a workspace called Shelf already').waitFor()
  expect(await (await admin.get(LIST)).text()).not.toContain('>Bench<')
  await page.getByText('Replace', { exact: true }).click()
  await page.locator('form:has([name=content]) [type=submit]').click()
  await page.getByText('1 created, 1 replaced, 0 skipped.').waitFor()
  await row('Shelf').locator('.tag', { hasText: 'replaced' }).waitFor()
  const body = await (await admin.post(`${LIST}/export`, { id: await idOf('Bench') })).json()
  expect(body.workspaces).toEqual([exported])
}, 120_000)

test('what may run nowhere is refused with words, and placed once an agent has the label', async () => {
  await open('Bench')
  const matches = page.locator('#where-matches')
  await matches.getByText('The only agent may run it.').waitFor()
  await page.locator('[name=labels]').pressSequentially('gpu, disk=ssd')
  await matches.getByText('It does not have the labels gpu, disk=ssd').waitFor()
  await save()
  const refused = await launch(admin, 'Bench')
  expect(refused.words).toContain('It does not have the labels gpu, disk=ssd')
  expect(refused.words).toContain('No host is one that this workspace may run on')
  expect(await stateOf(admin, refused.session)).toBe('failed')

  await page.goto('/admin/agents')
  await page.locator('#agents tbody .name').first().click()
  await page.fill('[name=labels]', 'gpu, disk=ssd')
  await save()
  await open('Bench')
  await matches.getByText('The only agent may run it.').waitFor()
  const placed = await launch(admin, 'Bench')
  expect(await stateOf(admin, placed.session)).not.toBe('failed')
  await admin.post(`/sessions/${placed.session}/delete`)
}, 120_000)

test('there are no more sessions of a workspace than it allows, whoever asks', async () => {
  await open('Bench')
  await page.fill('[name=maxSessions]', '1')
  await save()
  const given = 'until the first sign-in'
  await admin.post('/admin/users/new', { name: 'ada', password: given, enabled: 'on' })
  const ada = new Visitor(product.url)
  await ada.signInAnew('ada', given, PASSWORD)
  // The session of the test before may still be on its way out.
  const first = await untilLaunched(ada, 'Bench')
  const second = await launch(admin, 'Bench')
  expect(second.words).toContain('Bench is for 1 session at a time, and all of them are taken')
  expect(second.session).toBe('')
  await ada.post(`/sessions/${first}/delete`)
  await admin.post(`/sessions/${await untilLaunched(admin, 'Bench')}/delete`)
}, 200_000)

test('no page of it asked another host for anything', () => {
  expect(foreign()).toEqual([])
})
