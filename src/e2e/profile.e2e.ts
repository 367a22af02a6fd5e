/**
 * What a workspace keeps for a person: written in one session, there in the next; one session's at a
 * time; brought back from a snapshot after a reset; and gone with its workspace.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ALL_USERS } from '../domain/access.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a drawer that stays in order'
const roots = temporaryFolder()
let product: Product
let browser: Browser
let person: Awaited<ReturnType<typeof newPerson>>
let visitor: Visitor

beforeAll(async () => {
  product = await startProduct({ args: ['--profile-roots', roots.path] })
  browser = await startBrowser()
  person = await newPerson(browser, product.url)
  await signIn(person.page, 'admin', product.adminPassword(), PASSWORD)
  visitor = new Visitor(product.url)
  await visitor.signIn('admin', PASSWORD)
})

afterAll(async () => {
  expect(person?.foreign() ?? []).toEqual([])
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
  roots[Symbol.dispose]()
})

/** A workspace of the smallest image, as an admin makes it. */
async function offer(name: string, fields: Record<string, string>): Promise<string> {
  const container = { kind: 'container', name, icon: 'monitor', tint: '0', enabled: 'on' }
  const gets = { image: 'casement/base', cores: '0.5', memory: '512 MiB', sharedMemory: '64 MiB' }
  const made = await visitor.post('/admin/workspaces/new', {
    ...{ ...container, ...gets, groups: ALL_USERS, profileSnapshots: '2', ...fields },
  })
  expect(made.status).toBe(303)
  const page = await (await visitor.get('/admin/workspaces')).text()
  return new RegExp(`workspaces/([0-9a-f-]{36})"[^>]*>${name}<`).exec(page)?.[1] ?? ''
}

async function run(session: string, script: string): Promise<string> {
  return (await docker('exec', `casement-${session}`, 'sh', '-c', script)).join('\n')
}

/** As a person does it: presses the tile; the id of the session that runs then. */
async function open(page: Page, name: string): Promise<string> {
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
  await tile.locator('[data-workspace]').click()
  return running(page)
}

async function running(page: Page): Promise<string> {
  await page.waitForURL(/\/sessions\//)
  await page.waitForSelector('[data-connection=connected]', { timeout: 120_000 })
  return page.url().split('/').at(-1) ?? ''
}

/** Ends a session, and waits until the host has saved what it left. */
async function end(session: string) {
  expect((await visitor.post(`/sessions/${session}/delete`)).status).toBe(303)
  await rest()
}

async function rest() {
  await until('profiles at rest', async () => {
    const page = await (await visitor.get('/profiles')).text()
    return !/Being |In use/.test(page)
  })
}

test('stays from one session to the next, one at a time, and comes back after a reset', async () => {
  const { page } = person
  const workspace = await offer('Drawer', { profile: 'volume', profileQuota: '1 GiB' })
  const first = await open(page, 'Drawer')
  expect(await run(first, 'id -u; stat -c %u:%a "$HOME"')).toBe('1000\n1000:700')
  expect(await run(first, 'ls -A "$HOME"')).toContain('.bashrc')
  await run(first, 'echo "first words" > "$HOME/Downloads/note"; ln -s /etc "$HOME/way"')

  const second = await visitor.post(`/workspaces/${workspace}/launch`, { key: crypto.randomUUID() })
  expect(await second.text()).toContain('Open the running session')
  expect(second.status).toBe(409)
  await page.goto('/')
  await page.locator('.tile-cell [data-workspace="Drawer"]').click()
  await page.locator('[data-open-running]').click()
  expect(await running(page)).toBe(first)

  await page.goto('/')
  await page.locator('.tile-cell [data-workspace="Drawer"]').click()
  await page.getByRole('button', { name: 'Start without the profile' }).click()
  const bare = await running(page)
  expect(await run(bare, 'ls "$HOME/Downloads"')).toBe('')
  expect((await visitor.post(`/sessions/${bare}/delete`)).status).toBe(303)

  await end(first)
  const next = await open(page, 'Drawer')
  expect(await run(next, 'cat "$HOME/Downloads/note"; readlink "$HOME/way"')).toBe(
    'first words\n/etc',
  )
  await end(next)

  await page.goto('/profiles')
  await page.getByRole('button', { name: 'Reset' }).click()
  expect(await page.locator('dialog[open]').textContent()).toMatch(/\d+ (KiB|MiB).*2 snapshots/)
  await page.locator('dialog[open] [type=submit]').click()
  await page.waitForURL(/\/profiles/)
  await rest()
  const fresh = await open(page, 'Drawer')
  expect(await run(fresh, 'ls -A "$HOME"')).toContain('.bashrc')
  expect(await run(fresh, 'ls "$HOME/Downloads"')).toBe('')
  await end(fresh)

  await page.goto('/profiles')
  await page.locator('[data-restore]').last().click()
  await page.locator('dialog[open] [type=submit]').click()
  await page.waitForURL(/\/profiles/)
  await rest()
  const restored = await open(page, 'Drawer')
  expect(await run(restored, 'cat "$HOME/Downloads/note"; stat -c %u "$HOME/Downloads/note"')).toBe(
    'first words\n1000',
  )
  await end(restored)
  const archives = join(product.dataDir, 'profiles')
  const [profile = ''] = readdirSync(archives)
  expect(readdirSync(join(archives, profile))).toHaveLength(2)

  const asked = await (await visitor.get(`/admin/workspaces/${workspace}`)).text()
  expect(asked).toMatch(/1 profile with [\d.]+ (KiB|MiB) of files/)
  await visitor.post(`/admin/workspaces/${workspace}/delete`)
  await until('no volume and no archive of it', async () => {
    const volumes = await docker('volume', 'ls', '-q', '--filter', `name=${profile}`)
    return volumes.length === 0 && readdirSync(archives).length === 0
  })
}, 1_300_000)

test('a folder of the host is used below an allowed root, and no other', async () => {
  const template = `${roots.path}/{username}/{user_id}`
  for (const profilePath of ['/etc/{user_id}', `${roots.path}/{user_id}/../../etc`, '/{user_id}']) {
    const refused = await visitor.post('/admin/workspaces/new', {
      ...{ kind: 'container', name: 'Shelf', icon: 'monitor', tint: '0', image: 'casement/base' },
      ...{ cores: '1', memory: '512 MiB', sharedMemory: '0 MiB', profile: 'path', profilePath },
    })
    expect(refused.status).toBe(422)
  }
  mkdirSync(roots.path, { recursive: true })
  await offer('Shelf', { profile: 'path', profilePath: template })
  const session = await open(person.page, 'Shelf')
  await run(session, 'echo kept > "$HOME/note"')
  const [owner = ''] = readdirSync(join(roots.path, 'admin'))
  const [workspace = ''] = readdirSync(join(roots.path, 'admin', owner))
  expect(readdirSync(join(roots.path, 'admin', owner, workspace))).toContain('note')
  await end(session)
}, 1_300_000)
