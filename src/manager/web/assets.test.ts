import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Elysia } from 'elysia'
import { access } from './access.ts'
import { assetRoutes, loadAssets } from './assets.ts'
import { commonHeaders } from './headers.ts'
import { refusals } from './refusals.tsx'

const dir = mkdtempSync(join(tmpdir(), 'casement-assets-'))
const style = 'body { color: black }\n'.repeat(100)
mkdirSync(join(dir, 'fonts'))
writeFileSync(join(dir, 'style.css'), style)
writeFileSync(join(dir, 'fonts/a.woff2'), 'x'.repeat(1000))
writeFileSync(join(dir, 'small.js'), 'x()')
afterAll(() => rmSync(dir, { recursive: true }))

const assets = await loadAssets(dir)
const lookedUp: Request[] = []
const deps = {
  now: () => 0,
  assets: assets.path,
  findViewer: async (request: Request) => {
    lookedUp.push(request)
    return undefined
  },
  authenticateHost: () => Promise.reject(new Error('not asked')),
  authenticateToken: () => Promise.reject(new Error('not asked')),
}
const app = new Elysia()
  .use(commonHeaders())
  .use(refusals(deps))
  .use(assetRoutes(assets, access(deps)))

function get(path: string, headers: Record<string, string> = {}) {
  return app.handle(new Request(`https://desk.example${path}`, { headers }))
}

describe('an asset', () => {
  test('is kept for ever at the address of its build', async () => {
    const answer = await get(`${assets.path}/style.css`)
    expect(await answer.text()).toBe(style)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('of another build is served, not kept', async () => {
    const answer = await get('/assets/0123456789abcdef/style.css')
    expect(await answer.text()).toBe(style)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  })

  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ['identity', null, Buffer.from],
  ])('for a browser that takes %p is coded as %p', async (accepted, coding, decode) => {
    const answer = await get(`${assets.path}/style.css`, { 'accept-encoding': accepted })
    expect(answer.headers.get('content-encoding')).toBe(coding)
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(decode(new Uint8Array(await answer.arrayBuffer())).toString()).toBe(style)
  })

  test('that is dense or small is sent as it is', async () => {
    for (const name of ['fonts/a.woff2', 'small.js']) {
      const answer = await get(`${assets.path}/${name}`, { 'accept-encoding': 'br, gzip' })
      expect(answer.headers.get('content-encoding')).toBeNull()
    }
  })

  test('that the browser has is not sent again', async () => {
    const etag = (await get(`${assets.path}/style.css`)).headers.get('etag') ?? ''
    const answer = await get(`${assets.path}/style.css`, { 'if-none-match': etag })
    expect(await answer.text()).toBe('')
    expect(answer.status).toBe(304)
  })

  test.each([
    '/nothing.css',
    '/../package.json',
    '/%2e%2e/package.json',
    '/fonts',
    '/__proto__',
    '/',
  ])('%p is none', async (name) => {
    expect((await get(`${assets.path}${name}`)).status).toBe(404)
  })

  test('needs no look-up of anybody', () => {
    expect(lookedUp).toEqual([])
  })
})

test('another tree has another address', async () => {
  writeFileSync(join(dir, 'small.js'), 'y()')
  expect((await loadAssets(dir)).path).not.toBe(assets.path)
})
