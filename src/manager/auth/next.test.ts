import { describe, expect, test } from 'bun:test'
import { safeNext } from './next.ts'

describe('where to go after signing in', () => {
  test.each([
    ['/', '/'],
    ['/admin/users?search=a&b=c', '/admin/users?search=a&b=c'],
    ['/sessions/7?x=//evil.example', '/sessions/7?x=//evil.example'],
    ['/a/../admin', '/admin'],
  ])('%p is a path of ours', (asked, expected) => {
    expect(safeNext(asked)).toBe(expected)
  })

  test.each([
    [null],
    [''],
    ['evil.example'],
    ['https://evil.example'],
    ['https:evil.example'],
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\/evil.example'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['\t//evil.example'],
    ['/.//evil.example'],
    ['/a/..//evil.example'],
    ['/%2e//evil.example'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['/sign-out'],
    ['/sign-in?next=/sign-in'],
    [`/${'a'.repeat(3000)}`],
  ])('%p leads to the portal', (asked) => {
    expect(safeNext(asked)).toBe('/')
  })
})
