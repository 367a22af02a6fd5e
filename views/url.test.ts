import { describe, expect, test } from 'bun:test'
import { relativeUrl, safeHref } from './url.ts'

describe('relativeUrl', () => {
  const paths = ['/', '/admin/users', '/admin/users/12', '/sessions/1', '/sessions/1/progress']

  for (const from of paths) {
    for (const to of [
      ...paths,
      '/assets/1/app.js',
      '/?category=a%2Fb',
      '/admin/users?search=x/y',
    ]) {
      test(`leads from ${from} to ${to} under any prefix`, () => {
        const url = relativeUrl(from, to)
        expect(url).not.toStartWith('/')
        for (const prefix of ['', '/desk', '/a/b']) {
          const page = new URL(`${prefix}${from}`, 'https://host')
          expect(new URL(url, page).href).toBe(`https://host${prefix}${to}`)
        }
      })
    }
  }
})

describe('safeHref', () => {
  test('lets web addresses through as they were typed', () => {
    expect(safeHref('https://example.com')).toBe('https://example.com')
  })

  const hostile = ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'wiki', '//x']
  for (const address of hostile) {
    test(`refuses ${address}`, () => expect(safeHref(address)).toBeUndefined())
  }
})
