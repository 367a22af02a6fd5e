import { expect, test } from 'bun:test'
import { Readable } from 'node:stream'
import { jsonLines } from './json-lines.ts'

test.each([1, 2, 3, 7, 1000])('reads values from pieces of %p bytes', async (size) => {
  const bytes = Buffer.from('{"a":"ä"}\r\n\n{"b":2}\n3')
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
  const values: unknown[] = []
  for await (const value of jsonLines(Readable.from(pieces))) values.push(value)
  expect(values).toEqual([{ a: 'ä' }, { b: 2 }, 3])
})
