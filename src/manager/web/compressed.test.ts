import { afterAll, expect, test } from 'bun:test'
import { brotliDecompressSync } from 'node:zlib'
import { testManager } from '../../testing/manager.ts'
import { compressed, preferred } from './compressed.ts'

const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

const page = '<p>A table with many rows like this one</p>'.repeat(1000)

function asking(header?: string): Request {
  return new Request('http://manager/', {
    headers: header === undefined ? {} : { 'accept-encoding': header },
  })
}

function bytesOf(body: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body
}

test('a page goes packed to whoever can unpack it', () => {
  const br = compressed(page, asking('gzip, deflate, br'))
  expect(br.coding).toBe('br')
  expect(br.body.length).toBeLessThan(page.length / 10)
  expect(brotliDecompressSync(bytesOf(br.body)).toString()).toBe(page)
  const gzip = compressed(page, asking('gzip, deflate'))
  expect(gzip.coding).toBe('gzip')
  expect(Buffer.from(Bun.gunzipSync(bytesOf(gzip.body))).toString()).toBe(page)
})

test.each([
  undefined,
  'identity',
  'deflate',
  'gzip;q=0',
  'gzip; q=0.0, br;q=0',
  'br;q=0.5, identity',
])('and as it is to %s', (header) => {
  expect(compressed(page, asking(header))).toEqual({ body: page, coding: undefined })
})

test('what is short is left alone', () => {
  expect(compressed('{"state":"running"}', asking('gzip')).coding).toBeUndefined()
})

test.each([
  ['br;q=0.5, gzip', 'gzip'],
  ['gzip, br', 'br'],
  ['*', 'br'],
  ['br;q=0, *;q=0.1', 'gzip'],
  ['GZIP;Q=0.8', 'gzip'],
  ['br;q=nonsense, gzip;q=0.1', 'gzip'],
])('of %s the best is %s', (header, coding) => {
  expect(preferred(header, ['br', 'gzip'])).toBe(coding === 'br' ? 'br' : 'gzip')
})

test('pages and pieces say so', async () => {
  const page = await manager.visit().get('/sign-in', { 'accept-encoding': 'gzip' })
  expect(Buffer.from(Bun.gunzipSync(await page.arrayBuffer())).toString()).toContain('</html>')
  expect(page.headers.get('content-encoding')).toBe('gzip')
  expect(page.headers.get('vary')).toContain('accept-encoding')
})
