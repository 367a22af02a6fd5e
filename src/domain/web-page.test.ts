import { describe, expect, test } from 'bun:test'
import { authorizationOf, isStart, parseFingerprint } from './web-page.ts'

const page = { scheme: 'https', port: 6901, path: '/', user: 'kasm_user', fingerprint: '' } as const

describe('what opens a page of a container', () => {
  test('is the name with the password of the session', () => {
    expect(authorizationOf(page, 'pass')).toBe('Basic a2FzbV91c2VyOnBhc3M=')
    expect(authorizationOf({ ...page, user: '' }, 'pass')).toBeUndefined()
  })
})

test.each([
  ['/', true],
  ['/vnc.html?autoconnect=1&resize=remote', true],
  ['', false],
  ['vnc.html', false],
  ['//evil.example/', false],
  ['/\\evil.example', false],
  ['/a b', false],
  ['/a#b', false],
  ['/a\r\nX: y', false],
])('a visit may begin at %p: %p', (path, may) => {
  expect(isStart(path)).toBe(may)
})

test('a fingerprint is read as people write it', () => {
  expect(parseFingerprint('AB:'.repeat(31) + 'CD')).toBe(`${'ab'.repeat(31)}cd`)
  expect(parseFingerprint('')).toBe('')
  expect(parseFingerprint('ab:cd')).toBeUndefined()
})
