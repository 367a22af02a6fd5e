import { expect, test } from 'bun:test'
import { textOfLog } from './log-frames.ts'

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([head, Buffer.from(text)])
}

test('joins what a container wrote to both of its streams', () => {
  const log = Buffer.concat([frame(1, 'one\n'), frame(2, 'zwölf\n'), frame(1, '')])
  expect(textOfLog(log)).toBe('one\nzwölf\n')
})

test('gives what there is of a log that was cut', () => {
  expect(textOfLog(frame(1, 'one\n').subarray(0, 10))).toBe('on')
  expect(textOfLog(frame(1, 'one\n').subarray(0, 5))).toBe('')
  expect(textOfLog(new Uint8Array())).toBe('')
})
