import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { buildBrowserAssets } from '../../scripts/assets.ts'
import { assetsDir } from '../../src/paths.ts'
import { startBrowser } from '../../src/testing/browser.ts'
import { renderPage } from '../render.tsx'
import { FakeDesktop } from './fake-desktop.ts'
import { FakeSide, type StreamEnd } from './fake-side.ts'
import { allSamples, sampleContext } from './index.ts'

export const PREFIX = '/behind/a/prefix'

/**
 * Chromium on the viewer's page, behind a path prefix, with a desktop and a manager that do as they are
 * told: what the viewer's tests begin with. `start` once, `open` for each test, `stop` at the end.
 */
export class ViewerStage {
  desktop = new FakeDesktop()
  /** Every stream that was opened beside the picture's, in order. */
  readonly sides: FakeSide[] = []
  /** How many tickets were asked for, and what is answered. */
  tickets = 0
  ticketStatus = 204
  streamRefused = false
  progress: { readonly [field: string]: unknown } = { state: 'running' }
  /** How often it was asked for. */
  probes = 0
  /** Whatever else was posted: path below the session's, and the form. */
  readonly posts: { path: string; form: string }[] = []
  /** What such a post is answered with. */
  answer: (path: string) => Response = () => new Response(null, { status: 204 })
  #browser: Browser | undefined
  #context: BrowserContext | undefined
  #server: ReturnType<ViewerStage['serve']> | undefined

  async start(...switches: readonly string[]): Promise<void> {
    await buildBrowserAssets()
    this.#server = this.serve()
    this.#browser = await startBrowser(...switches)
  }

  async stop(): Promise<void> {
    await this.#browser?.close()
    await this.#server?.stop(true)
  }

  /** All as new, and a browser on the page. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    this.desktop = new FakeDesktop()
    this.tickets = 0
    this.probes = 0
    this.ticketStatus = 204
    this.streamRefused = false
    this.progress = { state: 'running' }
    this.posts.length = 0
    this.sides.length = 0
    this.answer = () => new Response(null, { status: 204 })
    await this.#context?.close()
    const permissions = ['clipboard-read', 'clipboard-write']
    this.#context = await this.#browser?.newContext({ permissions, ...options })
    return this.another()
  }

  /** One more tab of the same browser. */
  async another(): Promise<Page> {
    if (!this.#context || !this.#server) throw new Error('The stage has not been started')
    const page = await this.#context.newPage()
    await page.goto(new URL(PREFIX + viewerSample().path, this.#server.url).href)
    return page
  }

  offline(yes: boolean): Promise<void> {
    if (!this.#context) throw new Error('The stage has not been started')
    return this.#context.setOffline(yes)
  }

  private endOf(path: string): StreamEnd {
    const what = path.split('/').at(-1) ?? ''
    if (what === 'rfb') return this.desktop
    const side = new FakeSide(what)
    this.sides.push(side)
    return side
  }

  private serve() {
    const sample = viewerSample()
    const html = renderPage(sampleContext(sample), sample.page)
    return Bun.serve<{ end: StreamEnd }>({
      port: 0,
      hostname: '127.0.0.1',
      fetch: async (request, server) => {
        const asked = new URL(request.url).pathname
        if (!asked.startsWith(PREFIX)) return new Response(null, { status: 404 })
        const at = asked.slice(PREFIX.length)
        if (at.startsWith('/assets/')) return new Response(Bun.file(join(assetsDir, at.slice(10))))
        if (at === sample.path) {
          return new Response(html, { headers: { 'content-type': 'text/html' } })
        }
        if (at === `${sample.path}/progress`) {
          this.probes += 1
          return Response.json(this.progress)
        }
        if (at === `${sample.path}/ticket` && request.method === 'POST') {
          this.tickets += 1
          return new Response(null, { status: this.ticketStatus })
        }
        if (at.startsWith(`${sample.path}/`) && request.method === 'POST') {
          const path = at.slice(sample.path.length + 1)
          this.posts.push({ path, form: await request.text() })
          return this.answer(path)
        }
        if (!at.startsWith('/s/') || this.streamRefused) return new Response(null, { status: 503 })
        const end = this.endOf(at)
        const upgraded = server.upgrade(request, { data: { end } })
        return upgraded ? undefined : new Response(null, { status: 400 })
      },
      websocket: {
        open: (stream) => stream.data.end.opened(stream),
        message: (stream, message) => stream.data.end.received(Buffer.from(message)),
        close: (stream) => stream.data.end.closed(),
      },
    })
  }
}

function viewerSample() {
  const sample = allSamples().find(({ name }) => name === 'viewer')
  if (!sample) throw new Error('The samples lost their viewer')
  return sample
}

/** Waits for a state of the connection. */
export async function shows(page: Page, connection: string): Promise<void> {
  await page.waitForSelector(`[data-connection=${connection}]`, { timeout: 20_000 })
}
