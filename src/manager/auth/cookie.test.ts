import { describe, expect, test } from 'bun:test'
import { newToken, readToken, setCookie } from './cookie.ts'

describe('our cookie', () => {
  const token = newToken()

  test('comes back as it was set', () => {
    const pair = setCookie(token).split(';')[0] ?? ''
    expect(readToken(new Headers({ cookie: pair }))).toBe(token)
    expect(readToken(new Headers({ cookie: `a=b; ${pair}; c=d` }))).toBe(token)
  })

  test.each([
    ['none', ''],
    ['another form', '__Host-casement=abc'],
    ['a name that begins like ours', `__Host-casement-x=${token}`],
    ['no prefix', `casement=${token}`],
    ['two of them', `__Host-casement=${token}; __Host-casement=${newToken()}`],
    ['an injected statement', `__Host-casement=${token}' or 1=1`],
  ])('%s is no token', (_, cookie) => {
    expect(readToken(new Headers({ cookie }))).toBeUndefined()
  })

  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, newToken)).size).toBe(100)
  })
})
