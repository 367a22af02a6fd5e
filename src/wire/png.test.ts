import { expect, test } from 'bun:test'
import { inflateSync } from 'node:zlib'
import { encodePng } from './png.ts'

test('a picture comes back as it was, from the chunks that the standard names', () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => (i * 37) % 256)
  const png = encodePng(pixels, 3, 2)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2])
  // The known end of every PNG, its check sum included.
  expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082')

  const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
  const restored = Array.from(pixels, () => 0)
  for (let y = 0; y < 2; y += 1) {
    expect(data[y * 10]).toBe(2)
    for (let x = 0; x < 9; x += 1) {
      const above = y === 0 ? 0 : (restored[(y - 1) * 9 + x] ?? 0)
      restored[y * 9 + x] = ((data[y * 10 + 1 + x] ?? 0) + above) % 256
    }
  }
  expect(restored).toEqual([...pixels])
})
