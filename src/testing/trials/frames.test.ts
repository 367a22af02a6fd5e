import { expect, test } from 'bun:test'
import { Frames } from './frames.ts'

/** A message of a client: the first has no letter. */
function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}

test.each([1, 3, 1000])('messages are whole, whatever pieces they come in: of %d bytes', (size) => {
  const sent = [message('', 'begin'), message('Q', 'select 1'), message('S', ''), message('X', '')]
  const all = Buffer.concat(sent)
  const frames = new Frames({ untypedFirst: true })
  const seen = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    frames.feed(all.subarray(i * size, (i + 1) * size)),
  ).flat()
  expect(seen.map(({ type, body }) => [type, body.toString()])).toEqual([
    ['', 'begin'],
    ['Q', 'select 1'],
    ['S', ''],
    ['X', ''],
  ])
  expect(Buffer.concat(seen.map(({ bytes }) => bytes))).toEqual(all)
})
