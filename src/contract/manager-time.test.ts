import { expect, test } from 'bun:test'
import { ManagerTime, TIME_HEADER } from './manager-time.ts'

function refusal(time: number): Response {
  return new Response('', { status: 401, headers: { [TIME_HEADER]: String(time) } })
}

test('a host follows the time of its manager, and says when that may have been the trouble', () => {
  const time = new ManagerTime()
  const manager = Date.now() - 3600_000

  expect(time.learn(refusal(manager))).toBe(true)
  expect(Math.abs(time.now() - manager)).toBeLessThan(5000)
  expect(time.learn(refusal(manager))).toBe(false)
})

test('what is no time changes nothing', () => {
  const time = new ManagerTime()
  expect(time.learn(new Response('', { status: 401 }))).toBe(false)
  expect(time.learn(refusal(-1))).toBe(false)
  expect(Math.abs(time.now() - Date.now())).toBeLessThan(5000)
})
