import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { FrontDoor } from '../door/door.ts'
import { LIMITS, type Limits } from '../door/limits.ts'
import { selfSigned } from './self-signed.ts'

const pair = selfSigned(['localhost', '127.0.0.1'], new Date())

function openTlsDoor(limits: Limits = LIMITS) {
  return new FrontDoor({ hostname: '127.0.0.1', port: 0, tls: [pair] }, limits)
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

test('each name gets its certificate, and whoever asks for none the first', async () => {
  const [whole, exact] = [
    selfSigned(['*.w.test'], new Date()),
    selfSigned(['x.w.test'], new Date()),
  ]
  const listening = { hostname: '127.0.0.1', port: 0, tls: [pair, whole, exact] }
  await using door = new FrontDoor(listening)
  const shown = async (servername: string | undefined, options: object = {}) => {
    const socket = await secure(door, { servername, rejectUnauthorized: false, ...options })
    const { subjectaltname } = socket.getPeerCertificate()
    expect(socket.alpnProtocol).toBe('http/1.1')
    expect(await ask(socket, HEALTH)).toEndWith('ok')
    return subjectaltname
  }
  expect(await shown('x.w.test')).toBe('DNS:x.w.test')
  expect(await shown('Y.W.test', { maxVersion: 'TLSv1.2' })).toBe('DNS:*.w.test')
  for (const name of ['localhost', 'w.test', 'a.b.w.test', 'unknown', undefined]) {
    expect(await shown(name)).toStartWith('DNS:localhost')
  }
})

test('other certificates are for who comes from then on; who is there notices nothing', async () => {
  const [first, second] = [selfSigned(['a.test'], new Date()), selfSigned(['b.test'], new Date())]
  await using door = openTlsDoor()
  const there = await secure(door)
  const shown = async (servername: string) => {
    const socket = await secure(door, { servername, rejectUnauthorized: false })
    const { subjectaltname } = socket.getPeerCertificate()
    socket.destroy()
    return subjectaltname
  }
  door.certify([first, second])
  expect(await shown('localhost')).toBe('DNS:a.test')
  expect(await shown('b.test')).toBe('DNS:b.test')
  door.certify([second])
  expect(await shown('a.test')).toBe('DNS:b.test')
  await expect(
    secure(door, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', rejectUnauthorized: false }),
  ).rejects.toThrow()
  expect(await ask(there, HEALTH)).toEndWith('ok')
})

test('TLS 1.2 without forward secrecy or authenticated encryption is refused', async () => {
  await using door = openTlsDoor()
  for (const renewed of [false, true]) {
    if (renewed) door.certify([pair])
    const weak = { ciphers: 'ECDHE-ECDSA-AES128-SHA', maxVersion: 'TLSv1.2' }
    await expect(secure(door, weak)).rejects.toThrow()
  }
})

test('a session is resumed', async () => {
  await using door = openTlsDoor()
  const first = await secure(door, { maxVersion: 'TLSv1.2' })
  const session = first.getSession()
  first.destroy()
  const again = await secure(door, { maxVersion: 'TLSv1.2', session })
  expect(again.isSessionReused()).toBe(true)
  expect(await ask(again, HEALTH)).toEndWith('ok')
})

test('an authority finds its proof by plain HTTP, as long as it stands', async () => {
  await using door = new FrontDoor({ hostname: '127.0.0.1', port: 0, pathPrefix: '/desk' })
  const path = '/.well-known/acme-challenge/a-token'
  const found = async () => (await fetch(`http://127.0.0.1:${door.port}${path}`)).status
  expect(await found()).not.toBe(200)
  door.prove({ [path]: 'a-token.thumbprint' })
  const answer = await fetch(`http://127.0.0.1:${door.port}${path}`)
  expect(await answer.text()).toBe('a-token.thumbprint')
  door.prove({})
  expect(await found()).not.toBe(200)
})

test('our order of ciphers counts, at the first certificate, another name and after a change', async () => {
  const named = selfSigned(['a.test'], new Date())
  const listening = { hostname: '127.0.0.1', port: 0, tls: [pair, named] }
  await using door = new FrontDoor(listening)
  const ciphers = 'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256'
  const theirs = { ciphers, maxVersion: 'TLSv1.2', rejectUnauthorized: false }
  for (const certificates of [undefined, [pair, named]]) {
    if (certificates) door.certify(certificates)
    for (const servername of ['localhost', 'a.test']) {
      const socket = await secure(door, { ...theirs, servername })
      expect(socket.getCipher().name).toBe('ECDHE-ECDSA-AES128-GCM-SHA256')
      socket.destroy()
    }
  }
})
