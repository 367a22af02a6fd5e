import { expect, test } from 'bun:test'
import { lookCookie, lookIn } from './look.ts'

test('what was chosen is read from among other cookies', () => {
  expect(lookIn(`a=b; ${lookCookie('de', 'dark')}; c=d`)).toEqual({ language: 'de', theme: 'dark' })
  expect(lookIn(lookCookie('', 'light'))).toEqual({ language: undefined, theme: 'light' })
})

test.each([
  '',
  'casement-look=de',
  'casement-look=deutsch.dark',
  'x-casement-look=de.dark',
  'casement-look=de.<b>',
])('and %p says nothing', (cookies) => {
  expect(lookIn(cookies)).toEqual({ language: undefined, theme: 'system' })
})
