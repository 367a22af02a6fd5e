/**
 * A workspace whose image serves a page of its own, as those with KasmVNC do, in Chromium: in a frame of another
 * origin, opened by what never reaches the browser, and unable to reach what is ours.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { ALL_USERS } from '../domain/access.ts'
import { selfSigned } from '../proxy/certificates/self-signed.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { freePort, type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a page within a page of ours'
const IMAGE = 'casement-e2e/web-echo'
const folder = temporaryFolder()
let product: Product
let admin: Visitor
let browser: Browser
let page: Page
let site: string
let session: string

beforeAll(async () => {
  const sessionPort = await freePort()
  product = await startProduct({ args: ['--session-port', String(sessionPort)] })
  site = `https://127.0.0.1:${sessionPort}`
  admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  await makeImage()
  const fields = {
    ...{ kind: 'container', name: 'Echo', icon: 'globe', tint: '0', enabled: 'on' },
    ...{ image: IMAGE, cores: '0.5', memory: '512 MiB', sharedMemory: '64 MiB' },
    ...{ webKind: 'https', webPort: '6901', webPath: '/start?a=b', webUser: 'kasm_user' },
    ...{ groups: ALL_USERS, profileSnapshots: '3', poolSize: '0' },
  }
  const made = await admin.post('/admin/workspaces/new', fields)
  expect(await made.text()).toBe('')
  session = await admin.launch('Echo')
  // Service workers take no certificate that the browser has doubts about.
  browser = await startBrowser('--ignore-certificate-errors')
  ;({ page } = await newPerson(browser, product.url))
  await signIn(page, 'admin', PASSWORD)
  await page.goto(`/sessions/${session}`)
}, 1_800_000)

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
  await docker('image', 'rm', '--force', IMAGE)
  folder[Symbol.dispose]()
})

/** Of the base that the product makes or gets by itself, so that no registry is needed. */
async function makeImage() {
  await until(
    'the image of the base',
    async () => (await docker('image', 'ls', '--quiet', 'casement/base')).length > 0,
    IMAGES_SECONDS,
  )
  const { cert, key } = selfSigned(['web-echo'], new Date())
  writeFileSync(join(folder.path, 'cert.pem'), cert)
  writeFileSync(join(folder.path, 'key.pem'), key, { mode: 0o644 })
  copyFileSync(process.execPath, join(folder.path, 'bun'))
  copyFileSync(join(import.meta.dir, 'web-echo/server.js'), join(folder.path, 'server.js'))
  const lines = [
    'FROM casement/base',
    'COPY bun server.js cert.pem key.pem /srv/',
    'RUN chmod 755 /srv/bun && chmod 644 /srv/*.pem /srv/server.js',
    'ENTRYPOINT ["/srv/bun", "/srv/server.js"]',
  ]
  writeFileSync(join(folder.path, 'Dockerfile'), `${lines.join('\n')}\n`)
  await docker('build', '--quiet', '--tag', IMAGE, folder.path)
}

/** The page of the container, once it is there. */
async function contained(): Promise<Frame> {
  const frame = await until('the frame of the page', () =>
    page.frames().find((one) => one.url().startsWith(`${site}/s/`)),
  )
  await frame.waitForSelector('h1')
  return frame
}

type Heads = Readonly<Record<string, string>>

test('the page of a container stands in a frame, opened by what the browser never has', async () => {
  const frame = await contained()
  expect(await frame.textContent('h1')).toBe('A page of the container')
  expect(frame.url()).toBe(`${site}/s/${session.replaceAll('-', '')}/start?a=b`)
  const heads: Heads = await frame.evaluate(async () => (await fetch('heads')).json())
  expect(heads.authorization).toStartWith('Basic ')
  expect(heads.cookie).toBe('theirs=1')
  expect(heads['x-forwarded-prefix']).toBe(`/s/${session.replaceAll('-', '')}`)
  expect(await page.content()).not.toContain(heads.authorization?.slice(6) ?? '')
  expect(JSON.stringify(heads)).not.toMatch(/casement-(visit|[0-9a-f]{32})=/)
})

test('its WebSocket echoes', async () => {
  const frame = await contained()
  const echo = await frame.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket('echo')
        socket.onopen = () => socket.send('hello from the frame')
        socket.onmessage = ({ data }) => resolve(String(data))
        socket.onerror = () => reject(new Error('It did not open'))
      }),
  )
  expect(echo).toBe('hello from the frame')
})

test('it reads and changes nothing of ours, whoever looks at it', async () => {
  const frame = await contained()
  const ours = product.url
  const got = await frame.evaluate(
    async ({ ours, session }) => {
      const ask = (url: string, init: RequestInit = {}) =>
        fetch(url, { credentials: 'include', ...init }).then(
          ({ status, type }) => `${status} ${type}`,
          () => 'nothing',
        )
      const register = (options?: RegistrationOptions) =>
        navigator.serviceWorker.register('worker.js', options).then(
          ({ scope }) => new URL(scope).pathname,
          () => 'refused',
        )
      return {
        own: await ask('/api'),
        portal: await ask(`${ours}/`),
        people: await ask(`${ours}/admin/users`),
        end: await ask(`${ours}/sessions/${session}/delete`, { method: 'POST', mode: 'no-cors' }),
        worker: await register({ scope: '/' }),
        ownWorker: await register(),
        cookies: document.cookie,
      }
    },
    { ours, session },
  )
  expect(got).toMatchObject({ own: '404 basic', portal: 'nothing', people: 'nothing' })
  expect(got.worker).toBe('refused')
  expect(got.ownWorker).toBe(`/s/${session.replaceAll('-', '')}/`)
  expect(got.cookies).toBe('theirs=1')
  const json = { accept: 'application/json' }
  const { state } = await (await admin.get(`/sessions/${session}/progress`, json)).json()
  expect(state).toBe('running')
  const login = (await page.context().cookies()).filter(({ value }) => value === 'tossed')
  expect(login).toEqual([])
})

test('without a visit nothing of a container is there, and it hears nothing of who asks', async () => {
  const frame = await contained()
  const count = async () => {
    const heads: Heads = await frame.evaluate(async () => (await fetch('heads')).json())
    return Number(heads.requests)
  }
  const before = await count()
  const tls = { rejectUnauthorized: false }
  for (const path of ['start', 'heads', 'echo']) {
    const answer = await fetch(`${site}/s/${session.replaceAll('-', '')}/${path}`, { tls })
    expect(answer.status).toBe(401)
  }
  expect(await count()).toBe(before + 1)
})

test('a person who is not its owner gets no ticket for it', async () => {
  const guest = new Visitor(product.url)
  expect((await guest.post(`/sessions/${session}/visit`)).status).not.toBe(200)
  const fields = { name: 'grace', password: 'another whole password', enabled: 'on' }
  await admin.post('/admin/users/new', { ...fields, groups: ALL_USERS })
  const grace = new Visitor(product.url)
  await grace.signInAnew('grace', fields.password, 'and yet another password')
  const answer = await grace.post(`/sessions/${session}/visit`, {}, { accept: 'application/json' })
  expect(answer.status).toBe(404)
})

test('ending the session ends what its page has open', async () => {
  const frame = await contained()
  const closed = frame.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket('echo')
        socket.onerror = () => reject(new Error('It did not open'))
        socket.onopen = () => {
          socket.onerror = null
          document.title = 'open'
        }
        socket.onclose = () => resolve('closed')
      }),
  )
  await until('the open WebSocket', () => frame.evaluate(() => document.title === 'open'))
  await admin.post(`/sessions/${session}/delete`)
  expect(await closed).toBe('closed')
})
