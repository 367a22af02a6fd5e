import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BadVideo, FlvReader, type VideoFrame } from './flv.ts'

/** Ten frames of ffmpeg's test picture, every fifth a key frame. */
const SAMPLE = readFileSync(join(import.meta.dir, 'recorded/testsrc.flv'))

function read(bytes: Buffer, size: number): VideoFrame[] {
  const frames: VideoFrame[] = []
  const reader = new FlvReader((frame) => frames.push(frame))
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size))
  return frames
}

/** Kinds of the units between start codes (ITU-T H.264, table 7-1). */
function units({ parts }: VideoFrame): number[] {
  const text = Buffer.concat(parts).toString('latin1')
  return text.split('\0\0\0\x01').flatMap((unit) => (unit === '' ? [] : [unit.charCodeAt(0) & 31]))
}

describe('a video of ffmpeg', () => {
  test.each([1, 3, 100, 4096, SAMPLE.length])('is read in pieces of %p bytes', (size) => {
    const frames = read(SAMPLE, size)
    expect(frames.map(({ key }) => key)).toEqual([
      ...[true, false, false, false, false],
      ...[true, false, false, false, false],
    ])
    const [first, second] = frames
    expect(first && units(first)).toEqual([7, 8, 6, 5])
    expect(second && units(second)).toEqual([1])
    const length = frames.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.length, 0)
    expect(length).toBeGreaterThan(SAMPLE.length / 2)
  })

  test('gives each frame as soon as its last byte is there', () => {
    let frames = 0
    const reader = new FlvReader(() => frames++)
    for (let at = 0; at < SAMPLE.length && frames === 0; at++)
      reader.feed(SAMPLE.subarray(at, at + 1))
    expect(frames).toBe(1)
  })
})

describe('what is no such video', () => {
  const tag = (kind: number, body: Buffer, size = body.length) => {
    const head = Buffer.alloc(11)
    head[0] = kind
    head.writeUIntBE(size, 1, 3)
    return Buffer.concat([SAMPLE.subarray(0, 13), head, body, Buffer.alloc(4)])
  }

  test.each([
    ['another file', Buffer.from('RIFF, and what follows it')],
    ['another codec', tag(9, Buffer.from([0x12, 1, 0, 0, 0, 1]))],
    ['a frame that is cut', tag(9, Buffer.from([0x17, 1, 0, 0, 0, 0, 0]))],
    ['parameters that are cut', tag(9, Buffer.from([0x17, 0, 0, 0, 0, 1, 2, 3, 4, 255, 225]))],
    ['a frame without end', tag(9, Buffer.alloc(10), 0xff_ff_ff)],
  ])('%s is refused', (_what, bytes) => {
    expect(() => read(bytes, bytes.length)).toThrow(BadVideo)
  })

  test('sound is passed over', () => {
    expect(read(tag(8, Buffer.alloc(20)), 1000)).toEqual([])
  })
})
