import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect, type Socket as Raw } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { until } from '../../testing/until.ts'
import { selfSigned } from '../certificates/self-signed.ts'
import { FrontDoor } from '../door/door.ts'
import { LIMITS, type Limits } from '../door/limits.ts'
import { exchange, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'

const pair = selfSigned(['localhost', '127.0.0.1'], new Date())
const ASK = 'GET /a HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n'
const LINE = 'PROXY TCP4 192.0.2.9 192.0.2.1 4711 443\r\n'
const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n'

const manager = new Manager()
const managers: string[] = []
const doors: FrontDoor[] = []
let plain: FrontDoor
let secure: FrontDoor
/** Trusts others. */
let strange: FrontDoor

function open(
  tls: boolean,
  trusted = '127.0.0.1',
  limits: Partial<Limits> = {},
  certificates = [pair],
): FrontDoor {
  const listening = {
    hostname: '127.0.0.1',
    port: 0,
    trustedProxies: [trusted],
    proxyProtocol: true,
  }
  const door = new FrontDoor(tls ? { ...listening, tls: certificates } : listening, {
    ...LIMITS,
    ...limits,
  })
  door.replace(snapshot({ managers }))
  doors.push(door)
  return door
}

beforeAll(async () => {
  managers.push(await manager.listen())
  plain = open(false)
  secure = open(true)
  strange = open(true, '192.0.2.7')
})

afterAll(() => {
  for (const one of [...doors, manager]) one[Symbol.dispose]()
})

/** A header of version 2: command and version, family and transport, what follows in hexadecimal. */
function binary(command: number, family: number, rest: string, length = rest.length / 2): string {
  const fixed = Buffer.from([command, family, length >> 8, length & 255])
  return `${SIGNATURE}${fixed.toString('latin1')}${Buffer.from(rest, 'hex').toString('latin1')}`
}

const FOUR = 'c0000209c0000201126701bb'
const SIX = `20010db8000000000000000000000001${'00'.repeat(15)}01126701bb`
const TLV = `03000412345678${'04'}00020000`

const HEADERS: [string, string, string][] = [
  ['a line, IPv4', LINE, '192.0.2.9'],
  ['a line, IPv6', 'PROXY TCP6 2001:DB8::1 ::1 4711 443\r\n', '2001:db8::1'],
  ['a line, IPv4 inside of IPv6', 'PROXY TCP6 ::ffff:192.0.2.9 ::1 0 65535\r\n', '192.0.2.9'],
  ['a line about nobody', 'PROXY UNKNOWN\r\n', '127.0.0.1'],
  ['a line about nobody, with words', `PROXY UNKNOWN ${'f'.repeat(91)}\r\n`, '127.0.0.1'],
  ['bytes, IPv4', binary(0x21, 0x11, FOUR), '192.0.2.9'],
  ['bytes, IPv6', binary(0x21, 0x21, SIX), '2001:db8::1'],
  ['bytes with extensions', binary(0x21, 0x11, FOUR + TLV), '192.0.2.9'],
  [
    'bytes with many extensions',
    binary(0x21, 0x11, FOUR + '0400fd'.padEnd(8000, '0')),
    '192.0.2.9',
  ],
  ['bytes of the proxy itself', binary(0x20, 0x00, ''), '127.0.0.1'],
  ['bytes of the proxy itself, with an address', binary(0x20, 0x11, FOUR), '127.0.0.1'],
  ['bytes of no family', binary(0x21, 0x00, TLV), '127.0.0.1'],
  ['bytes of datagrams', binary(0x21, 0x12, FOUR), '127.0.0.1'],
  ['bytes of a socket with a path', binary(0x21, 0x31, '61'.repeat(216)), '127.0.0.1'],
]

const FLAWS: [string, string][] = [
  ['none', ASK],
  ['another case', LINE.replace('PROXY', 'proxy')],
  ['a line without CR', LINE.replace('\r', '')],
  ['two spaces', LINE.replace('TCP4 ', 'TCP4  ')],
  ['another family', LINE.replace('TCP4', 'UDP4')],
  ['IPv6 as IPv4', LINE.replace('192.0.2.9', '::1')],
  ['IPv4 as IPv6', LINE.replace('TCP4', 'TCP6').replace('192.0.2.1 ', '<b> ')],
  ['an address out of range', LINE.replace('192.0.2.9', '192.0.2.999')],
  ['a name', LINE.replace('192.0.2.9', 'localhost')],
  ['a port out of range', LINE.replace('4711', '65536')],
  ['a port with zeros', LINE.replace('4711', '04711')],
  ['a word too many', LINE.replace('443', '443 1')],
  ['a word too few', LINE.replace(' 443', '')],
  ['a line too long', `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`],
  ['a line without end', `PROXY TCP4 ${'1'.repeat(200)}`],
  ['half of the signature', `${SIGNATURE.slice(0, 9)}${ASK}`],
  ['version 1 in bytes', binary(0x11, 0x11, FOUR)],
  ['version 3', binary(0x31, 0x11, FOUR)],
  ['another command', binary(0x22, 0x11, FOUR)],
  ['a family that is none', binary(0x21, 0x41, FOUR)],
  ['a transport that is none', binary(0x21, 0x13, FOUR)],
  ['too short for IPv4', binary(0x21, 0x11, FOUR.slice(2))],
  ['too short for IPv6', binary(0x21, 0x21, FOUR)],
  ['too long', binary(0x21, 0x11, '', 5000)],
]

/** What comes back over TLS behind these bytes, sent as `send` does. */
async function askSecurely(
  door: FrontDoor,
  header: string,
  send: (raw: Raw) => unknown = (raw) => raw.write(header, 'latin1'),
): Promise<string> {
  const raw = connect({ port: door.port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve) => raw.once('connect', resolve))
  await send(raw)
  const socket: TLSSocket = connectTls({ socket: raw, ca: pair.cert, servername: 'localhost' })
  const { promise, resolve } = Promise.withResolvers<void>()
  let text = ''
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1')
  })
  for (const event of ['end', 'close', 'error']) {
    socket.once(event, () => resolve())
    raw.once(event, () => resolve())
  }
  socket.write(ASK)
  await promise
  socket.destroy()
  raw.destroy()
  return text
}

describe('a trusted proxy says for whom it comes', () => {
  test.each(HEADERS)('with %s', async (_, header, from) => {
    expect(await exchange(plain.port, header + ASK)).toEndWith('ok:/a')
    expect(manager.headers['x-forwarded-for']).toBe(from)
    expect(await askSecurely(secure, header)).toEndWith('ok:/a')
    expect(manager.headers['x-forwarded-for']).toBe(from)
    expect(manager.headers['x-forwarded-proto']).toBe('https')
  })

  test.each([LINE, binary(0x21, 0x11, FOUR + TLV)])('byte by byte: %j', async (header) => {
    const drop = async (raw: Raw) => {
      for (const byte of header) await new Promise((resolve) => raw.write(byte, 'latin1', resolve))
    }
    expect(await askSecurely(secure, header, drop)).toEndWith('ok:/a')
    expect(manager.headers['x-forwarded-for']).toBe('192.0.2.9')
  })

  test('in one segment with what follows', async () => {
    using client = new RawClient(plain.port)
    expect(await client.send(LINE + ASK.replace('Connection: close\r\n', '') + ASK).all()).toMatch(
      /ok:\/a.*ok:\/a$/s,
    )
    // Corked, the hello of TLS leaves together with the header.
    const cork = (raw: Raw) => {
      raw.cork()
      raw.write(LINE)
      setImmediate(() => raw.uncork())
    }
    expect(await askSecurely(secure, LINE, cork)).toEndWith('ok:/a')
  })

  test('and what the client wrote of itself is its claim alone', async () => {
    const forged = ASK.replace('Host', 'X-Forwarded-For: 6.6.6.6\r\nHost')
    expect(await exchange(plain.port, LINE + forged)).toEndWith('ok:/a')
    expect(manager.headers['x-forwarded-for']).toBe('192.0.2.9')
  })
})

describe('a connection of a trusted proxy is closed without a word', () => {
  test.each(FLAWS)('with %s', async (_, header) => {
    const before = manager.requests.length
    expect(await exchange(plain.port, header + ASK)).toBe('')
    expect(await askSecurely(secure, header)).toBe('')
    expect(manager.requests.length).toBe(before)
  })

  test('when no header comes, or half of one', async () => {
    const hasty = open(true, '127.0.0.1', { head: 30 })
    expect(await exchange(hasty.port, '')).toBe('')
    expect(await exchange(hasty.port, LINE.slice(0, 20))).toBe('')
    expect(await exchange(hasty.port, SIGNATURE)).toBe('')
  })

  test('when the door closes', async () => {
    const door = open(false)
    using client = new RawClient(door.port)
    await client.send('PROXY ')
    await until('it to be in', () => client.socket.readyState === 'open')
    await door.retire(0)
    expect(await client.all()).toBe('')
  })
})

test('who is here when the door is handed over still comes in', async () => {
  const door = open(false)
  using client = new RawClient(door.port)
  await client.send('PROXY ')
  // Behind it in the queue, and served: it has been taken.
  expect(await exchange(door.port, LINE + ASK)).toEndWith('ok:/a')
  using held = new RawClient(door.port)
  await held.send(`${LINE}GET /silent HTTP/1.1\r\nHost: x\r\n\r\n`)
  await until('a request to be under way', () => manager.requests.at(-1) === '/silent')
  const over = door.handOver(60_000)
  client.send(LINE.slice('PROXY '.length) + ASK)
  expect(await client.all()).toEndWith('ok:/a')
  held.socket.destroy()
  await over
})

describe('who is not trusted', () => {
  test('is served without a header', async () => {
    expect(await askSecurely(strange, '')).toEndWith('ok:/a')
    expect(manager.headers['x-forwarded-for']).toBe('127.0.0.1')
  })

  test('is not believed with one', async () => {
    expect(await askSecurely(strange, LINE)).toBe('')
    expect(await askSecurely(strange, binary(0x21, 0x11, FOUR))).toBe('')
    const other = open(false, '192.0.2.7')
    expect(await exchange(other.port, LINE + ASK)).toStartWith('HTTP/1.1 400 ')
  })
})

test('each name gets its certificate behind a header, and so does who is not trusted', async () => {
  const others = [selfSigned(['*.w.test'], new Date()), selfSigned(['x.w.test'], new Date())]
  for (const trusted of ['127.0.0.1', '192.0.2.7']) {
    const door = open(true, trusted, {}, [pair, ...others])
    const shown = async (servername: string, ca: string) => {
      const raw = connect({ port: door.port, host: '127.0.0.1', noDelay: true })
      if (trusted === '127.0.0.1') raw.write(LINE)
      const socket = connectTls({
        socket: raw,
        ca,
        servername,
        checkServerIdentity: () => undefined,
      })
      await new Promise((resolve, reject) => {
        socket.once('secureConnect', resolve)
        socket.once('error', reject)
      })
      const name = socket.getPeerCertificate().subjectaltname
      raw.destroy()
      return name
    }
    expect(await shown('X.w.test', others[1]?.cert ?? '')).toBe('DNS:x.w.test')
    expect(await shown('y.w.test', others[0]?.cert ?? '')).toBe('DNS:*.w.test')
    expect(await shown('a.y.w.test', pair.cert)).toInclude('DNS:localhost')
    expect(await shown('', pair.cert)).toInclude('DNS:localhost')
    door.certify([others[0] ?? pair])
    expect(await shown('localhost', others[0]?.cert ?? '')).toBe('DNS:*.w.test')
  }
})

test('much moves both ways behind a header, also to who reads late', async () => {
  const raw = connect({ port: secure.port, host: '127.0.0.1' })
  raw.write(LINE)
  const socket = connectTls({ socket: raw, ca: pair.cert, servername: 'localhost' })
  const body = Buffer.alloc(5_000_000, 'abcdefg')
  socket.write(`POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body)
  let text = ''
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1')
  })
  const hash = new Bun.CryptoHasher('sha1').update(body).digest('hex')
  await until('the upload to be told', () => text.endsWith(`${body.length} ${hash}`))
  text = ''
  socket.pause()
  socket.write('GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  await until('it to be stuck', () => secure.stalled)
  const over = new Promise((resolve) => socket.once('end', resolve))
  socket.resume()
  await over
  expect(text.length - text.indexOf('\r\n\r\n') - 4).toBe(12_000_000)
  raw.destroy()
  await until('nobody to be left', () => secure.connections === 0)
})

test('TLS behind a header keeps its promises', async () => {
  const raw = new RawClient(secure.port)
  await raw.send(`${LINE}${ASK}`).closed
  expect(raw.text).toContain('Begin the address with https://')
  const held = open(true, '127.0.0.1', { head: 30, sweep: 5, linger: 10 })
  expect(await exchange(held.port, LINE)).toBe('')
  await until('nobody to be left', () => held.connections === 0)
})
