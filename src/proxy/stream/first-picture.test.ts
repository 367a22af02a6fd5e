import { expect, test } from 'bun:test'
import { ENCODING } from '../../wire/rfb.ts'
import { Desktop } from '../testing/desktop.ts'
import { openDoor, routeTo, snapshot } from '../testing/door.ts'
import { Viewer } from '../testing/viewer.ts'

const WHOLE = [3, 0, 0, 0, 0, 0, 0, 2, 0, 2] as const
const CHANGES = [3, 1, 0, 0, 0, 0, 0, 2, 0, 2] as const
const SERVER_INIT = Buffer.from([
  ...[0, 2, 0, 2, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0],
  ...[0, 0, 0, 0],
])
/** The pointer has no form. */
const CURSOR = update(ENCODING.cursor, 0, 0, Buffer.alloc(0))
const PICTURE = update(ENCODING.raw, 2, 2, Buffer.alloc(16, 0xaa))

function update(encoding: number, width: number, height: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(width, 8)
  head.writeUInt16BE(height, 10)
  head.writeInt32BE(encoding, 12)
  return Buffer.concat([head, body])
}

/** A desktop that answers each request with the next of these, and what it is asked. */
async function desktop(answers: readonly Buffer[]) {
  const asked: number[][] = []
  const left = [...answers]
  const desktop = new Desktop((socket, first) => {
    socket.write(SERVER_INIT)
    let seen = first
    socket.on('data', (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes])
      for (; seen.length >= 10; seen = seen.subarray(10)) {
        asked.push([...seen.subarray(0, 10)])
        socket.write(left.shift() ?? Buffer.alloc(0))
      }
    })
  })
  const route = routeTo(await desktop.listen())
  const door = openDoor()
  door.replace(snapshot({ sessions: [route] }))
  const viewer = await new Viewer(door.port, route).greet()
  expect(await viewer.take(SERVER_INIT.length)).toEqual(SERVER_INIT)
  return {
    asked,
    viewer,
    [Symbol.dispose]() {
      viewer[Symbol.dispose]()
      door[Symbol.dispose]()
      desktop[Symbol.dispose]()
    },
  }
}

test('who is answered with no picture gets the picture without asking again', async () => {
  using here = await desktop([CURSOR, PICTURE, CURSOR, PICTURE])
  here.viewer.send(Buffer.from(WHOLE))
  const both = Buffer.concat([CURSOR, PICTURE])
  expect(await here.viewer.take(both.length)).toEqual(both)
  expect(here.asked).toEqual([[...WHOLE], [...CHANGES]])
  here.viewer.send(Buffer.from(CHANGES))
  expect(await here.viewer.take(CURSOR.length)).toEqual(CURSOR)
  // Later on nothing is asked for but by the viewer.
  here.viewer.send(Buffer.from(CHANGES))
  expect(await here.viewer.take(PICTURE.length)).toEqual(PICTURE)
  expect(here.asked.length).toBe(4)
})

test('a picture that comes at once is not asked for again', async () => {
  using here = await desktop([PICTURE, CURSOR, PICTURE])
  for (const answer of [PICTURE, CURSOR, PICTURE]) {
    here.viewer.send(Buffer.from(WHOLE))
    expect(await here.viewer.take(answer.length)).toEqual(answer)
  }
  expect(here.asked).toEqual([[...WHOLE], [...WHOLE], [...WHOLE]])
})
