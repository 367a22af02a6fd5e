import { expect, test } from 'bun:test'
import { isOwnOrigin } from './origin.ts'

test.each([
  ['https://desk.example', 'desk.example', true],
  ['http://desk.example', 'desk.example', true],
  ['https://DESK.example', 'desk.Example', true],
  ['https://desk.example', 'desk.example:443', true],
  ['https://desk.example:443', 'desk.example', true],
  ['http://desk.example', 'desk.example:80', true],
  ['https://desk.example:8443', 'desk.example:8443', true],
  ['https://[::1]:8443', '[::1]:8443', true],
  ['https://desk.example:8443', 'desk.example', false],
  ['https://desk.example', 'desk.example:8443', false],
  ['https://evil.example', 'desk.example', false],
  ['https://desk.example.evil', 'desk.example', false],
  ['https://xdesk.example', 'desk.example', false],
  ['https://sub.desk.example', 'desk.example', false],
  ['https://desk.example@evil', 'desk.example', false],
  ['https://desk.example/', 'desk.example', false],
  ['desk.example', 'desk.example', false],
  ['null', 'null', false],
  ['', '', false],
  [undefined, 'desk.example', false],
])('a page of %p may open a WebSocket of %p: %p', (origin, host, own) => {
  expect(isOwnOrigin(origin, host)).toBe(own)
})
