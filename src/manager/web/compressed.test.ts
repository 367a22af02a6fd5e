import { afterAll, expect, test } from 'bun:test'
import { testManager } from '../../testing/manager.ts'
import { accepted, compressed } from './compressed.ts'

const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

const page = '<p>A table with many rows like this one</p>'.repeat(1000)

function asking(header?: string): Request {
  return new Request('http://manager/', {
    headers: header === undefined ? {} : { 'accept-encoding': header },
  })
}

test('a page goes packed to whoever can unpack it', () => {
  const { body, coding } = compressed(page, asking('gzip, deflate, br'))
  expect(coding).toBe('gzip')
  expect(body.length).toBeLessThan(page.length / 10)
  expect(typeof body === 'string' ? '' : Buffer.from(Bun.gunzipSync(body)).toString()).toBe(page)
})

test.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br'])(
  'and as it is to %s',
  (header) => {
    expect(compressed(page, asking(header))).toEqual({ body: page, coding: undefined })
  },
)

test('what is short is left alone', () => {
  expect(compressed('{"state":"running"}', asking('gzip')).coding).toBeUndefined()
})

test('the codings of a header', () => {
  expect(accepted('br;q=1.0, gzip;q=0.8, *;q=0')).toEqual(['br', 'gzip'])
})

test('pages and pieces say so', async () => {
  const page = await manager.visit().get('/sign-in', { 'accept-encoding': 'gzip' })
  expect(Buffer.from(Bun.gunzipSync(await page.arrayBuffer())).toString()).toContain('</html>')
  expect(page.headers.get('content-encoding')).toBe('gzip')
  expect(page.headers.get('vary')).toContain('accept-encoding')
})
