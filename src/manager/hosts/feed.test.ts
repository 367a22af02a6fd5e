import { expect, test } from 'bun:test'
import { logger } from '../../log.ts'
import { Feed } from './feed.ts'

type Snapshot = { version: number; n: number }

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Snapshot> {
  const { value } = await reader.read()
  return JSON.parse(new TextDecoder().decode(value))
}

test('sends the present snapshot at once, then each change, and no snapshot twice', async () => {
  let n = 1
  const feed = new Feed(async () => ({ n }), logger('test'))
  const reader = feed.stream(new AbortController().signal).getReader()

  const first = await read(reader)
  await feed.poke() // nothing changed
  n = 2
  await feed.poke()
  const second = await read(reader)
  feed.close()

  expect([first.n, second.n]).toEqual([1, 2])
  expect(second.version).toBe(first.version + 1)
})

test('many pokes while it loads become one more load', async () => {
  let loads = 0
  const gate = Promise.withResolvers<void>()
  const feed = new Feed(async () => {
    loads++
    if (loads === 1) await gate.promise
    return { loads }
  }, logger('test'))

  const pokes = [feed.poke(), feed.poke(), feed.poke(), feed.poke()]
  gate.resolve()
  await Promise.all(pokes)
  feed.close()

  expect(loads).toBe(2)
})

test('a load that fails breaks nothing: the next poke sends', async () => {
  let down = true
  const feed = new Feed(async () => {
    if (down) throw new Error('database is away')
    return { n: 1 }
  }, logger('test'))
  const reader = feed.stream(new AbortController().signal).getReader()
  await feed.poke()
  down = false
  await feed.poke()
  expect((await read(reader)).n).toBe(1)
  feed.close()
})

test('who reads slowly gets the newest snapshot, and none of those between', async () => {
  let n = 1
  const feed = new Feed(async () => ({ n }), logger('test'))
  const reader = feed.stream(new AbortController().signal).getReader()
  await feed.poke()
  for (n = 2; n < 100; n++) await feed.poke()

  const seen = [(await read(reader)).n, (await read(reader)).n]
  n = 1000
  await feed.poke()
  seen.push((await read(reader)).n)
  feed.close()

  expect(seen).toEqual([1, 99, 1000])
})

test('one who left while the first snapshot was loaded is told nothing', async () => {
  const gate = Promise.withResolvers<void>()
  let n = 1
  const feed = new Feed(async () => {
    await gate.promise
    return { n }
  }, logger('test'))
  const reader = feed.stream(new AbortController().signal).getReader()
  await reader.cancel()
  gate.resolve()
  await feed.poke()
  n = 2
  expect(await feed.poke()).toBeUndefined()
  expect(feed.watchers).toBe(0)
  feed.close()
})
