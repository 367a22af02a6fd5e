import { expect, test } from 'bun:test'
import { UnchunkedBody } from './unchunked.ts'

/** What is handed on of a body that comes in pieces of `size`, and how it ended. */
function read(length: number, text: string, size: number) {
  const body = new UnchunkedBody(length)
  let passed = ''
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length && !body.malformed; at += size) {
    body.feed(bytes.subarray(at, at + size), (part) => {
      passed += Buffer.from(part).toString()
    })
  }
  return { passed, done: body.done, malformed: body.malformed }
}

const BODY = '3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n'

test.each([1, 2, 7, 100])('a body of the length that was told, in pieces of %d', (size) => {
  expect(read(7, BODY, size)).toEqual({ passed: 'abcdefg', done: true, malformed: false })
})

test.each([1, 2, 7, 100])('one that is longer or shorter, in pieces of %d', (size) => {
  expect(read(5, BODY, size)).toEqual({ passed: 'abcde', done: false, malformed: true })
  expect(read(9, BODY, size)).toEqual({ passed: 'abcdefg', done: false, malformed: true })
  expect(read(0, BODY, size)).toEqual({ passed: '', done: false, malformed: true })
})

test('an empty one', () => {
  expect(read(0, '0\r\n\r\n', 1)).toEqual({ passed: '', done: true, malformed: false })
})
