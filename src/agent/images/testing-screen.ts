import { connect, type Socket } from 'node:net'
import { RfbClientHandshake } from '../../wire/rfb-auth.ts'
import type { Desktop } from '../probe.ts'

export type Size = { readonly width: number; readonly height: number }

/** How large the screen is, as it tells a viewer that comes in. */
export async function screenSize(desktop: Desktop): Promise<Size> {
  using viewer = await enter(desktop)
  return viewer.size
}

/** Asks for another size, as a viewer does whose window changed; resolves when it is sent. */
export async function setScreenSize(desktop: Desktop, { width, height }: Size): Promise<void> {
  using viewer = await enter(desktop)
  // Only who knows the size extension (-308) and has asked for a picture may ask for a size.
  viewer.send(Buffer.from('02000001fffffecc', 'hex'))
  viewer.send(Buffer.from('03000000000000010001', 'hex'))
  await viewer.heard()
  const request = Buffer.alloc(24)
  request.writeUInt8(251)
  request.writeUInt16BE(width, 2)
  request.writeUInt16BE(height, 4)
  request.writeUInt8(1, 6) // one screen
  request.writeUInt16BE(width, 16)
  request.writeUInt16BE(height, 18)
  viewer.send(request)
  viewer.send(Buffer.from('03010000000000010001', 'hex'))
  await viewer.heard()
}

async function enter({ host, port, password }: Desktop) {
  const socket = connect({ host, port })
  const chunks = read(socket)
  const handshake = new RfbClientHandshake(password)
  for (;;) {
    const { send, rest } = handshake.feed(await chunks())
    socket.write(send)
    if (rest) break
  }
  socket.write(Buffer.from([1])) // ClientInit: shared
  const hello = await chunks()
  return {
    size: { width: hello.readUInt16BE(0), height: hello.readUInt16BE(2) },
    send: (bytes: Buffer) => socket.write(bytes),
    heard: chunks,
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** What arrives next, in whatever pieces. */
function read(socket: Socket): () => Promise<Buffer> {
  const iterator = socket[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await iterator.next()
    if (done || !Buffer.isBuffer(value)) throw new Error('The screen hung up')
    return value
  }
}
