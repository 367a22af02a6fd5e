import { describe, expect, test } from 'bun:test'
import { isFromUs } from './origin.ts'

const cases: [string, Record<string, string>, boolean][] = [
  ['our own origin', { origin: 'https://desk.example' }, true],
  ['another scheme, as behind a reverse proxy', { origin: 'http://desk.example' }, true],
  ['the scheme’s own port written out', { origin: 'https://desk.example:443' }, true],
  ['capital letters', { origin: 'https://DESK.example' }, true],
  ['another port of our host', { origin: 'https://desk.example:8443' }, false],
  ['another site', { origin: 'https://evil.example' }, false],
  ['a name that begins with ours', { origin: 'https://desk.example.evil.example' }, false],
  ['a name that ends with ours', { origin: 'https://evil-desk.example' }, false],
  ['a subdomain', { origin: 'https://s.desk.example' }, false],
  ['our name as the user', { origin: 'https://desk.example@evil.example' }, false],
  ['our name in the path', { origin: 'https://evil.example/desk.example' }, false],
  ['null', { origin: 'null' }, false],
  ['an empty one', { origin: '' }, false],
  ['another kind of scheme', { origin: 'ftp://desk.example' }, false],
  ['none, and the browser says same-origin', { 'sec-fetch-site': 'same-origin' }, true],
  ['none, and the browser says: typed by the person', { 'sec-fetch-site': 'none' }, true],
  ['none, and the browser says same-site', { 'sec-fetch-site': 'same-site' }, false],
  ['none, and the browser says cross-site', { 'sec-fetch-site': 'cross-site' }, false],
  ['neither header', {}, false],
  [
    'another name, behind a reverse proxy, and the browser says same-origin',
    { origin: 'https://outer.example', 'sec-fetch-site': 'same-origin' },
    true,
  ],
  [
    'our name, and the browser says cross-site',
    { origin: 'https://desk.example', 'sec-fetch-site': 'cross-site' },
    false,
  ],
  [
    'our name in another scheme, and the browser says same-site',
    { origin: 'http://desk.example', 'sec-fetch-site': 'same-site' },
    false,
  ],
  ['a foreign one, typed', { origin: 'https://evil.example', 'sec-fetch-site': 'none' }, false],
  ['null that says same-origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }, false],
]

describe('a request is from us when its origin is our host', () => {
  test.each(cases)('%s', (_, headers, expected) => {
    const request = new Request('https://desk.example/sign-in', { method: 'POST' })
    request.headers.set('host', 'desk.example')
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
    expect(isFromUs(request)).toBe(expected)
  })

  test('a Host with a port of its own', () => {
    const request = new Request('https://desk.example:8443/sign-in', { method: 'POST' })
    request.headers.set('host', 'desk.example:8443')
    request.headers.set('origin', 'https://desk.example:8443')
    expect(isFromUs(request)).toBe(true)
    request.headers.set('origin', 'https://desk.example')
    expect(isFromUs(request)).toBe(false)
  })

  test('no Host', () => {
    const request = new Request('https://desk.example/', { method: 'POST' })
    request.headers.set('origin', 'https://')
    expect(isFromUs(request)).toBe(false)
  })
})
