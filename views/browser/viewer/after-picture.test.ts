import { expect, test } from 'bun:test'
import { until } from '../../../src/testing/until.ts'
import { afterPicture } from './after-picture.ts'

function stream() {
  const socket = new EventTarget()
  const seen = { times: 0 }
  afterPicture(socket, () => seen.times++)
  return { seen, says: () => socket.dispatchEvent(new Event('message')) }
}

test('what says something and then nothing has shown its picture, once', async () => {
  const { seen, says } = stream()
  says()
  says()
  expect(seen.times).toBe(0)
  await until('the end of the picture', () => seen.times > 0)
  says()
  await Bun.sleep(1600)
  expect(seen.times).toBe(1)
})

test('so has what says nothing at all, and what never stops', async () => {
  const silent = stream()
  const lively = stream()
  const talk = setInterval(lively.says, 20)
  await until('the end of patience', () => silent.seen.times > 0 && lively.seen.times > 0)
  clearInterval(talk)
  expect([silent.seen.times, lively.seen.times]).toEqual([1, 1])
})
