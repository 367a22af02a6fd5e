import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { FrontDoor } from '../door/door.ts'
import { LIMITS, type Limits } from '../door/limits.ts'
import { selfSigned } from './self-signed.ts'

const pair = selfSigned(['localhost', '127.0.0.1'], new Date())

function openTlsDoor(limits: Limits = LIMITS) {
  return new FrontDoor({ hostname: '127.0.0.1', port: 0, tls: pair }, limits)
}

function secure(door: FrontDoor, options: object = {}): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connectTls({
    port: door.port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: pair.cert,
    ALPNProtocols: ['h2', 'http/1.1'],
    ...options,
  })
  socket.once('secureConnect', () => resolve(socket))
  socket.once('error', reject)
  return promise
}

async function ask(socket: TLSSocket, request: string): Promise<string> {
  let text = ''
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('data', (bytes: Buffer) => {
    text += bytes
  })
  socket.on('end', resolve)
  socket.write(request)
  await promise
  return text
}

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

test('TLS 1.2 and 1.3 speak HTTP/1.1 and end in order', async () => {
  await using door = openTlsDoor()
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await secure(door, { minVersion: version, maxVersion: version })
    expect(socket.getProtocol()).toBe(version)
    expect(socket.alpnProtocol).toBe('http/1.1')
    expect(await ask(socket, HEALTH)).toEndWith('\r\n\r\nok')
    socket.destroy()
  }
})

test('older TLS is refused', async () => {
  await using door = openTlsDoor()
  await expect(secure(door, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).rejects.toThrow()
})

test('a handshake that takes too long is cut', async () => {
  await using door = openTlsDoor({ ...LIMITS, head: 30, sweep: 5, linger: 10 })
  const socket = connect(door.port, '127.0.0.1')
  socket.resume()
  await new Promise((resolve) => socket.on('close', resolve))
})

test('plain HTTP on the port of TLS is told so, and harms nobody', async () => {
  await using door = openTlsDoor()
  const socket = connect(door.port, '127.0.0.1')
  let told = ''
  socket.on('data', (bytes: Buffer) => {
    told += bytes
  })
  socket.on('error', () => socket.destroy())
  socket.write(HEALTH)
  await new Promise((resolve) => socket.on('close', resolve))
  expect(told).toStartWith('HTTP/1.1 400 ')
  expect(told).toContain('Begin the address with https://')
  const after = await secure(door)
  expect(await ask(after, HEALTH)).toEndWith('ok')
  after.destroy()
})
