import { describe, expect, test } from 'bun:test'
import { normalPath } from './path.ts'

describe('the normal path', () => {
  test.each([
    ['/', '/', ''],
    ['/sessions?state=running', '/sessions', '?state=running'],
    ['/s/0123/rfb', '/s/0123/rfb', ''],
    ['/assets/ab12/novnc/core/rfb.js', '/assets/ab12/novnc/core/rfb.js', ''],
    ['/a/', '/a/', ''],
    ['/?x=/../%2e%2e', '/', '?x=/../%2e%2e'],
    ['/%69nternal/v1', '/internal/v1', ''],
    ['/%73/x', '/s/x', ''],
    ['/caf%c3%a9', '/caf%C3%A9', ''],
    ['/a%20b', '/a%20b', ''],
    ['/...', '/...', ''],
    ['/.well-known/x', '/.well-known/x', ''],
    ['/a..b/.c', '/a..b/.c', ''],
  ])('of %p is %p and %p', (target, path, query) => {
    expect(normalPath(target)).toEqual({ path, query })
  })

  test.each([
    '/s/ID/../../api',
    '/s/ID/..',
    '/./x',
    '/%2e%2e/api',
    '/%2E/api',
    '/.%2e/api',
    '/s/ID%2f..%2fapi',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '//evil',
    '/a//b',
    '/a;x=y/b',
    '/a%3bx',
    '/%252e%252e/api',
    '/a%00b',
    '/a%0d%0ab',
    '/a%7f',
    '/a%3fb',
    '/a%2',
    '/a%zz',
    '/a%',
    '/%c0%ae%c0%ae/api',
    '/a%e4b',
    '/a#b',
    '/a?b#c',
  ])('there is none of %p', (target) => {
    expect(normalPath(target)).toBeUndefined()
  })
})
