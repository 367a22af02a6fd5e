import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { FrontDoor } from '../door/door.ts'
import { exchange, openDoor, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'

const CLOSE = 'Connection: close\r\n'
const OWN = { for: '127.0.0.1', proto: 'http', host: 'desk.example' }
const FORGED = '6.6.6.6'

const manager = new Manager()
const managers: string[] = []
let stranger: FrontDoor
let known: FrontDoor

beforeAll(async () => {
  managers.push(await manager.listen())
  stranger = openDoor({}, { trustedProxies: ['192.0.2.1', 'fd00::/8'] })
  known = openDoor({}, { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8:ffff::/48'] })
  for (const door of [stranger, known]) door.replace(snapshot({ managers }))
})

afterAll(() => {
  for (const one of [stranger, known, manager]) one[Symbol.dispose]()
})

/** What the manager is told of a request that came with these fields. */
async function told(door: FrontDoor, fields: string) {
  const text = `GET /a HTTP/1.1\r\nHost: desk.example\r\n${fields}${CLOSE}\r\n`
  expect(await exchange(door.port, text)).toEndWith('ok:/a')
  const { headers } = manager
  expect(headers.forwarded).toBeUndefined()
  return {
    for: headers['x-forwarded-for'],
    proto: headers['x-forwarded-proto'],
    host: headers['x-forwarded-host'],
  }
}

const FORMS = [
  `X-Forwarded-For: ${FORGED}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n`,
  `x-forwarded-FOR: ${FORGED}\r\nX-FORWARDED-FOR: ${FORGED}\r\n`,
  `X_Forwarded_For: ${FORGED}\r\nX-Forwarded_Proto: https\r\n`,
  `Forwarded: for=${FORGED};proto=https;host=evil.example\r\n`,
  `Forwarded: For="${FORGED}:99"\r\n`,
  `X-Real-IP: ${FORGED}\r\nX-Casement-Address: ${FORGED}\r\n`,
  `Connection: X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host\r\nX-Forwarded-For: ${FORGED}\r\n`,
  `X-Forwarded-For: 127.0.0.1, ${FORGED}\r\n`,
]

describe('who is not trusted', () => {
  test.each(FORMS)('is himself whatever he says: %j', async (fields) => {
    expect(await told(stranger, fields)).toEqual(OWN)
  })
})

const CHAINS: [string, string, Partial<typeof OWN>][] = [
  ['one hop', 'X-Forwarded-For: 192.0.2.9\r\n', { for: '192.0.2.9' }],
  ['what the client put before', `X-Forwarded-For: ${FORGED}, 192.0.2.9\r\n`, { for: '192.0.2.9' }],
  [
    'a line of the client',
    `X-Forwarded-For: ${FORGED}\r\nX-Forwarded-For: 192.0.2.9\r\n`,
    { for: '192.0.2.9' },
  ],
  [
    'trusted hops',
    `X-Forwarded-For: ${FORGED},192.0.2.9 , 10.1.1.1,\t10.2.2.2\r\n`,
    { for: '192.0.2.9' },
  ],
  ['trusted hops alone', 'X-Forwarded-For: 10.1.1.1, 10.2.2.2\r\n', { for: '10.1.1.1' }],
  ['a port', 'X-Forwarded-For: 192.0.2.9:4711\r\n', { for: '192.0.2.9' }],
  ['IPv6 in another form', 'X-Forwarded-For: 2001:DB8:0:0::1\r\n', { for: '2001:db8::1' }],
  ['IPv6 with a port', 'X-Forwarded-For: [2001:db8::1]:4711\r\n', { for: '2001:db8::1' }],
  ['an IPv6 hop', 'X-Forwarded-For: 192.0.2.9, 2001:db8:ffff::2\r\n', { for: '192.0.2.9' }],
  [
    'IPv4 inside of IPv6',
    'X-Forwarded-For: ::ffff:10.0.0.5, ::ffff:a00:6\r\n',
    { for: '10.0.0.5' },
  ],
  ['somebody unnamed', `X-Forwarded-For: ${FORGED}, unknown, 10.2.2.2\r\n`, { for: '10.2.2.2' }],
  ['no address', `X-Forwarded-For: ${FORGED}, <script>\r\n`, {}],
  ['an address of one interface', 'X-Forwarded-For: fe80::1%eth0\r\n', {}],
  ['nothing', 'X-Forwarded-For:\r\n', {}],
  ['a scheme', 'X-Forwarded-Proto: https\r\n', { proto: 'https' }],
  ['two schemes', 'X-Forwarded-Proto: https, http\r\n', { proto: 'http' }],
  ['a scheme of Traefik', 'X-Forwarded-Proto: wss\r\n', { proto: 'https' }],
  ['a scheme that is none', 'X-Forwarded-Proto: gopher\r\n', {}],
  ['a host', 'X-Forwarded-Host: a.example:8443\r\n', { host: 'a.example:8443' }],
  ['a host that is none', 'X-Forwarded-Host: a.example/evil\r\n', {}],
  [
    'an element',
    'Forwarded: for=192.0.2.9;proto=https;host=a.example;by=10.0.0.1\r\n',
    { for: '192.0.2.9', proto: 'https', host: 'a.example' },
  ],
  [
    'elements',
    `Forwarded: for=${FORGED};proto=http, for=192.0.2.9;proto=https , for=10.0.0.1;proto=http\r\n`,
    { for: '192.0.2.9', proto: 'https' },
  ],
  [
    'quotations',
    'Forwarded: FOR="[2001:DB8::1]:4711";Proto="https"\r\n',
    { for: '2001:db8::1', proto: 'https' },
  ],
  ['an element without a name', 'Forwarded: for=_hidden;proto=https\r\n', { proto: 'https' }],
  ['half of a quotation', `Forwarded: for="${FORGED}, for=192.0.2.9;proto=https\r\n`, {}],
  ['a quotation over an element', 'Forwarded: for=6.6.6.6;a=", for="192.0.2.9"\r\n', {}],
  ['the same twice', `Forwarded: for=192.0.2.9;for=${FORGED}\r\n`, {}],
  ['no element', 'Forwarded: 192.0.2.9\r\n', {}],
  [
    'both, which agree',
    'Forwarded: for=192.0.2.9;proto=https\r\nX-Forwarded-For: 192.0.2.9\r\n',
    { for: '192.0.2.9', proto: 'https' },
  ],
  [
    'both, one from the client',
    `Forwarded: for=${FORGED};proto=https\r\nX-Forwarded-For: 192.0.2.9\r\n`,
    {},
  ],
  [
    'both, the other from the client',
    `Forwarded: for=192.0.2.9\r\nX-Forwarded-For: ${FORGED}\r\n`,
    {},
  ],
  [
    'names for this hop',
    'Connection: X-Forwarded-For\r\nX-Forwarded-For: 192.0.2.9\r\n',
    { for: '192.0.2.9' },
  ],
  ['another spelling', `X_Forwarded_For: ${FORGED}\r\n`, {}],
]

describe('who is trusted', () => {
  test.each(CHAINS)('is believed with %s', async (_, fields, expected) => {
    expect(await told(known, fields)).toEqual({ ...OWN, ...expected })
  })

  test('speaks for another with each request', async () => {
    using client = new RawClient(known.port)
    for (const from of ['192.0.2.1', undefined, '192.0.2.2']) {
      const fields =
        from === undefined ? '' : `X-Forwarded-For: ${from}\r\nX-Forwarded-Proto: https\r\n`
      const before = client.text.length
      client.send(`GET /a HTTP/1.1\r\nHost: desk.example\r\n${fields}\r\n`)
      await client.until((text) => text.slice(before).endsWith('ok:/a'))
      expect(manager.headers['x-forwarded-for']).toBe(from ?? '127.0.0.1')
      expect(manager.headers['x-forwarded-proto']).toBe(from === undefined ? 'http' : 'https')
    }
  })
})
