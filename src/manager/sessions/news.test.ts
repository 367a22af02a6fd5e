import { expect, test } from 'bun:test'
import { News } from './news.ts'

const LONG = 60_000

test('wakes everyone who waits for this session, and nobody else', async () => {
  const news = new News()
  using first = news.listen('a')
  using second = news.listen('a')
  using other = news.listen('b')
  const waits = [first.within(LONG), second.within(LONG)]
  let heard = false
  const wait = other.within(LONG).then(() => {
    heard = true
  })
  news.tell('a', 'alice')
  await Promise.all(waits)
  expect(heard).toBe(false)
  news.tell('b', 'alice')
  await wait
})

test('keeps news that came before the wait began', async () => {
  const news = new News()
  using listener = news.listen('a')
  news.tell('a', 'alice')
  await listener.within(LONG)
})

test('listens again after one of two has gone', async () => {
  const news = new News()
  news.listen('a')[Symbol.dispose]()
  using listener = news.listen('a')
  const wait = listener.within(LONG)
  news.tell('a', 'alice')
  await wait
})
