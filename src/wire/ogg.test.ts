import { describe, expect, test } from 'bun:test'
import { isOpusHeader, OggError, OggReader } from './ogg.ts'

/** A page with these lengths of segments over a body of 1, 2, 3 … */
function page(...segments: number[]): Buffer {
  const header = Buffer.alloc(27)
  header.write('OggS', 'latin1')
  header[26] = segments.length
  const length = segments.reduce((sum, one) => sum + one, 0)
  const body = Buffer.from(Array.from({ length }, (_, at) => at % 251))
  return Buffer.concat([header, Buffer.from(segments), body])
}

const lengths = (packets: Buffer[]) => packets.map(({ length }) => length)

describe('OggReader', () => {
  test('gives each packet of a page by itself', () => {
    const packets = new OggReader().feed(page(3, 0, 5))
    expect(lengths(packets)).toEqual([3, 0, 5])
    expect([...(packets[2] ?? [])]).toEqual([3, 4, 5, 6, 7])
  })

  test('joins the segments of a long packet; one of 255 ends with an empty segment', () => {
    expect(lengths(new OggReader().feed(page(255, 255, 7, 255, 0)))).toEqual([517, 255])
  })

  test('goes on with a packet in the next page', () => {
    const reader = new OggReader()
    expect(lengths(reader.feed(page(4, 255)))).toEqual([4])
    expect(lengths(reader.feed(page(10, 2)))).toEqual([265, 2])
  })

  test('is the same however the bytes are cut', () => {
    const stream = Buffer.concat([page(9), page(255, 255), page(1, 60), page(), page(7)])
    const whole = new OggReader().feed(stream)
    expect(lengths(whole)).toEqual([9, 511, 60, 7])
    for (const size of [1, 2, 26, 27, 28, 100]) {
      const reader = new OggReader()
      const packets: Buffer[] = []
      for (let at = 0; at < stream.length; at += size)
        packets.push(...reader.feed(stream.subarray(at, at + size)))
      expect(packets).toEqual(whole)
    }
  })

  test('refuses what is no Ogg at its first byte, and after a page', () => {
    expect(() => new OggReader().feed(Buffer.from('RIFF'))).toThrow(OggError)
    const reader = new OggReader()
    reader.feed(page(3))
    expect(() => reader.feed(Buffer.from('x'))).toThrow(OggError)
  })

  test('does not keep a packet that never ends', () => {
    const reader = new OggReader()
    const endless = page(...Array<number>(255).fill(255))
    reader.feed(endless)
    expect(() => reader.feed(endless)).toThrow(OggError)
  })
})

test('tells what describes an Opus stream from what it sounds like', () => {
  expect(isOpusHeader(Buffer.from('OpusHead\x01\x02', 'latin1'))).toBe(true)
  expect(isOpusHeader(Buffer.from('OpusTags....', 'latin1'))).toBe(true)
  expect(isOpusHeader(Buffer.from([0xfc, 0xff, 0xfe]))).toBe(false)
})
