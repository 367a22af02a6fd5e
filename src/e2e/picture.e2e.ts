/**
 * A picture that moves, end to end: it comes as video while it does, everything else goes on beside it, it
 * is as sharp as ever afterwards, and no encoder outlives whoever it was for, however they went.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { FilmViewer } from '../testing/film-viewer.ts'
import { startMotion } from '../testing/motion.ts'
import { freePort, type Product, removeSessionsOf, startProduct } from '../testing/product.ts'
import { instrument, videoFrames } from '../testing/stream-page.ts'
import { workersOf } from '../testing/trials/processes.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a film in a quiet room'
/** Of a session, as in src/agent/gateway/encoder.ts. */
const ENCODERS_AT_ONCE = 3
const PATIENCE = 180
const LIMIT = 600_000

const dataDir = mkdtempSync(join(tmpdir(), 'casement-picture-'))
let port: number
let product: Product
let browser: Browser
let visitor: Visitor
let session: string
let motion: Awaited<ReturnType<typeof startMotion>>
let page: Page

beforeAll(async () => {
  port = await freePort()
  product = await startProduct({ dataDir, port })
  browser = await startBrowser()
  visitor = new Visitor(product.url)
  await visitor.signInAnew('admin', product.adminPassword(), PASSWORD)
  session = await visitor.launch('Desktop')
  motion = await startMotion(session, 30)
}, 1_300_000)

afterAll(async () => {
  await motion?.[Symbol.asyncDispose]()
  await browser?.close()
  if (session) await visitor.post(`/sessions/${session}/delete`)
  await product?.[Symbol.asyncDispose]()
  removeSessionsOf(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
}, 120_000)

async function viewer(quality: 'automatic' | 'fast'): Promise<FilmViewer> {
  await until('a ticket', async () => {
    const answer = await visitor.post(`/sessions/${session}/ticket`)
    return answer.status === 204
  })
  return new FilmViewer(visitor, session, quality)
}

async function openPage(): Promise<Page> {
  const { context, page } = await newPerson(browser, product.url)
  await instrument(context)
  // A loaded machine shows too few pictures a second to call it motion otherwise.
  await context.addInitScript(() => localStorage.setItem('casement.viewer.quality', 'fast'))
  await signIn(page, 'admin', PASSWORD)
  await page.goto(`/sessions/${session}`)
  await page.waitForSelector('[data-connection=connected]', { timeout: 60_000 })
  return page
}

/** Programs that film, in the session and on all of this machine. */
async function encoders(): Promise<number> {
  const inside = await docker('top', `casement-${session}`, '-eo', 'pid,comm')
  const count = inside.filter((line) => line.includes('ffmpeg')).length
  return count + readdirSync('/proc').filter((name) => commandOf(name) === 'ffmpeg').length
}

function commandOf(pid: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/comm`, 'utf8').trim() : ''
  } catch {
    return '' // It ended while we looked.
  }
}

test(
  'comes as video to browsers and other viewers that can show it',
  async () => {
    page = await openPage()
    using other = await viewer('automatic')
    await until('video on the canvas', async () => (await videoFrames(page)) > 20, PATIENCE)
    await until('video in the stream', () => other.video > 20, PATIENCE)
    expect(await encoders()).toBeGreaterThan(0)
  },
  LIMIT,
)

test(
  'leaves keys, pointer, cursor and clipboard as they are',
  async () => {
    using film = await viewer('fast')
    await until('video', () => film.video > 0, PATIENCE)
    film.point(321, 234)
    await until('the pointer', () => motion.hands().x === 321 && motion.hands().y === 234, 60)
    const cursors = film.cursors
    const video = film.video
    film.key(0xffe1, true)
    await until('the key inside', () => motion.hands().pressed === 1, 60)
    await until('the other cursor', () => film.cursors > cursors, 60)
    film.key(0xffe1, false)
    await until('the key to be let go', () => motion.hands().pressed === 0, 60)
    const copy = 'printf "from beside a film" | xclip -i -selection clipboard'
    await docker('exec', '-d', `casement-${session}`, 'sh', '-c', copy)
    await until('the text', () => film.texts > 0, 60)
    await until('more video', () => film.video > video, 60)
  },
  LIMIT,
)

test(
  'follows the size of the window',
  async () => {
    using film = await viewer('fast')
    await until('video', () => film.video > 0, PATIENCE)
    await page.setViewportSize({ width: 1001, height: 701 })
    await until('video in the new size', () => film.size === '1001x701', PATIENCE)
    const size = () =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas')
        return `${canvas?.width}x${canvas?.height}`
      })
    await until('the canvas', async () => (await size()) === '1001x701', PATIENCE)
    const before = await videoFrames(page)
    await until('video on it', async () => (await videoFrames(page)) > before + 20, PATIENCE)
  },
  LIMIT,
)

test(
  'is the desktop as it is once nothing moves, without an encoder',
  async () => {
    await motion[Symbol.asyncDispose]()
    await until('the encoders to go', async () => (await encoders()) === 0, PATIENCE)
    const fresh = await openPage()
    await fresh.setViewportSize({ width: 1001, height: 701 })
    await until(
      'the same picture for both',
      async () => (await difference(page, fresh)) < 0.002,
      60,
    )
    await fresh.close()
    await page.close()
    motion = await startMotion(session, 30)
  },
  LIMIT,
)

/** Share of the pixels that two pages show clearly otherwise; the clock of the desktop is one of few. */
async function difference(one: Page, other: Page): Promise<number> {
  const picture = await one.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '')
  return other.evaluate(async (picture) => {
    const canvas = document.querySelector('canvas')
    const image = new Image()
    image.src = picture
    await image.decode()
    if (!canvas || canvas.width !== image.width || canvas.height !== image.height) return 1
    const pixels = (source: CanvasImageSource) => {
      const copy = new OffscreenCanvas(image.width, image.height)
      const context = copy.getContext('2d')
      context?.drawImage(source, 0, 0)
      return context?.getImageData(0, 0, image.width, image.height).data ?? []
    }
    const [left, right] = [pixels(image), pixels(canvas)]
    let different = 0
    for (let at = 0; at < left.length; at += 4) {
      const far = (offset: number) => Math.abs((left[at + offset] ?? 0) - (right[at + offset] ?? 0))
      if (Math.max(far(0), far(1), far(2)) > 40) different++
    }
    return different / (left.length / 4)
  }, picture)
}

/** As many viewers as may have video at a time, all of which have it. */
async function audience(): Promise<FilmViewer[]> {
  const viewers: FilmViewer[] = []
  for (let i = 0; i < ENCODERS_AT_ONCE; i++) viewers.push(await viewer('fast'))
  await until('video for all', () => viewers.every(({ video }) => video > 0), PATIENCE)
  return viewers
}

test(
  'no encoder outlives 50 viewers that went without a word',
  async () => {
    let went = 0
    for (let round = 0; round < 15; round++) {
      const viewers = await audience()
      for (const one of viewers) one.cut()
      went += viewers.length
    }
    // The workers of the front door, each of which has some of the viewers.
    const cut = await audience()
    expect(await encoders()).toBeGreaterThan(0)
    for (const pid of workersOf(product.pid)) process.kill(pid, 'SIGKILL')
    await Promise.all(cut.map(({ closed }) => closed))
    went += cut.length
    // And the agent, which is one process with the manager here.
    const left = await audience()
    await product.stop('SIGKILL')
    product = await startProduct({ dataDir, port })
    went += left.length
    for (const one of left) one.cut()
    expect(went).toBe(51)
    await until('no encoder', async () => (await encoders()) === 0, PATIENCE)
  },
  LIMIT,
)
