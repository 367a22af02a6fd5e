import { expect, test } from 'bun:test'
import { until } from '../../../src/testing/until.ts'
import { EarlySocket } from './early-socket.ts'

test('nothing is lost of what comes before anybody listens, and nothing comes twice', async () => {
  using server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, server) =>
      server.upgrade(request) ? undefined : new Response('Not a WebSocket'),
    websocket: {
      open(socket) {
        for (const byte of [1, 2, 3]) socket.sendBinary(Uint8Array.of(byte))
      },
      message(socket, bytes) {
        socket.sendBinary(Buffer.from(bytes))
      },
    },
  })
  const early = new EarlySocket(new URL(`ws://127.0.0.1:${server.port}/`))
  const kept: unknown[] = []
  early.socket.addEventListener('message', ({ data }) => kept.push(data))
  await until('all that the server says by itself', () => kept.length === 3)
  const heard: number[] = []
  early.socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) heard.push(...new Uint8Array(data))
  }
  early.replay()
  expect(heard).toEqual([1, 2, 3])
  early.socket.send(Uint8Array.of(4))
  await until('what comes later', () => heard.length > 3)
  early.replay()
  expect(heard).toEqual([1, 2, 3, 4])
  early.socket.close()
})
