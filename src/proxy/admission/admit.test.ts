import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { shortId } from '../../domain/access.ts'
import { Fields, HeadRefusal, headEnd } from '../../wire/http1-head.ts'
import { parseRequest } from '../../wire/http1-request.ts'
import { proofFor, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { admit, readKnock } from './admit.ts'
import { RouteTable } from './table.ts'

const NOW = Date.now()
const route = routeTo(5901)
const other = routeTo(5902)
const table = new RouteTable()
table.replace(snapshot({ sessions: [route, other] }))

const WEBSOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  origin: 'https://desk.example',
}

type Lines = Record<string, string | undefined>

function ask(lines: Lines, path = `/s/${route.session}/rfb`, known = table, now = NOW, query = '') {
  const all: Lines = { host: 'desk.example', ...WEBSOCKET, ...lines }
  const text = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.from(`GET ${path}${query} HTTP/1.1\r\n${text.join('')}\r\n`)
  const fields = new Fields()
  const head = parseRequest(bytes, headEnd(bytes), fields)
  if (head instanceof HeadRefusal) throw new Error(head.reason)
  const knock = readKnock(path, head, fields)
  return typeof knock === 'string' ? knock : admit(knock, known, now)
}

describe('a session opens', () => {
  test('with its ticket, at either form of its id', () => {
    const cookie = `a=b; ${ticketFor(route)}; c=d`
    for (const id of [route.session, shortId(route.session), route.session.toUpperCase()]) {
      expect(ask({ cookie }, `/s/${id}/rfb`)).toMatchObject({
        route,
        ticket: { session: route.session, rights: 'control' },
        protocol: undefined,
      })
    }
  })

  test('with the sub-protocol that viewers know', () => {
    const cookie = ticketFor(route)
    expect(ask({ cookie, 'sec-websocket-protocol': 'base64, binary' })).toMatchObject({
      protocol: 'binary',
    })
  })
})

test("tickets are judged by the manager's clock, whatever this host takes for the time", () => {
  for (const hour of [3600_000, -3600_000]) {
    const told = new RouteTable()
    told.replace(snapshot({ sessions: [route], time: NOW + hour }))
    const cookie = ticketFor(route, { expires: NOW + hour + 60_000 })
    expect(ask({ cookie }, undefined, told, told.now())).toMatchObject({ route })
    const old = ticketFor(route, { expires: NOW + hour - 60_000 })
    expect(ask({ cookie: old }, undefined, told, told.now())).toBe('expiredTicket')
  }
})

describe('behind a reverse proxy that asks by another name', () => {
  const cookie = ticketFor(route)
  const there = (proof: string, origin = 'https://outer.example') =>
    ask({ cookie, origin }, undefined, table, NOW, `?page=${proof}`)

  test('a session opens to a page that shows that it is ours', () => {
    expect(there(proofFor(route))).toMatchObject({ route })
  })

  test.each([
    ['to nothing', ''],
    ['to garbage', 'garbage'],
    ['to what another key signed', proofFor(route, generateKeyPairSync('ed25519').privateKey)],
    ['to the page of another session', proofFor({ ...other, logins: route.logins })],
    ['to the page of another sign-in', proofFor({ ...route, logins: [randomUUID()] })],
    ['to a ticket in its place', cookie.slice(cookie.lastIndexOf('.') + 1)],
  ])('it stays shut %s', (_what, proof) => {
    expect(there(proof)).toBe('foreignOrigin')
  })

  test('it stays shut to a sandbox and without an Origin, whatever they show', () => {
    const query = `?page=${proofFor(route)}`
    for (const origin of ['null', undefined]) {
      expect(ask({ cookie, origin }, undefined, table, NOW, query)).toBe('foreignOrigin')
    }
  })

  test('what a page shows opens nothing without a ticket', () => {
    expect(ask({}, undefined, table, NOW, `?page=${proofFor(route)}`)).toBe('noTicket')
  })
})

describe('a session stays shut', () => {
  const good = ticketFor(route)
  const forger = generateKeyPairSync('ed25519').privateKey
  const name = good.slice(0, good.indexOf('='))

  const cases: [who: string, lines: Lines, denial: string][] = [
    ['to a guest', {}, 'noTicket'],
    ['to an empty ticket', { cookie: `${name}=` }, 'badTicket'],
    ['to garbage', { cookie: `${name}=garbage` }, 'badTicket'],
    ['to a changed ticket', { cookie: `${good}A` }, 'badTicket'],
    ['to a forged ticket', { cookie: ticketFor(route, {}, forger) }, 'badTicket'],
    ['to two tickets', { cookie: `${good}; ${good}` }, 'noTicket'],
    ['to an old ticket', { cookie: ticketFor(route, { expires: NOW - 6000 }) }, 'expiredTicket'],
    [
      'to the ticket of another session',
      { cookie: `${name}=${ticketFor(other).split('=')[1]}` },
      'otherSession',
    ],
    ['to a sign-in that ended', { cookie: ticketFor(route, { login: randomUUID() }) }, 'signedOut'],
    [
      'to a page of another site',
      { cookie: good, origin: 'https://evil.example' },
      'foreignOrigin',
    ],
    ['to a sandbox', { cookie: good, origin: 'null' }, 'foreignOrigin'],
    ['without an Origin', { cookie: good, origin: undefined }, 'foreignOrigin'],
    ['to a look-alike', { cookie: good, origin: 'https://desk.example.evil' }, 'foreignOrigin'],
    ['to a plain request', { cookie: good, upgrade: undefined }, 'notWebSocket'],
    ['to an old version', { cookie: good, 'sec-websocket-version': '8' }, 'notWebSocket'],
    ['without a key', { cookie: good, 'sec-websocket-key': undefined }, 'notWebSocket'],
  ]

  test.each(cases)('%s', (_who, lines, denial) => {
    expect<unknown>(ask(lines)).toBe(denial)
  })

  test('when it has ended', () => {
    const gone = routeTo(5903)
    expect(ask({ cookie: ticketFor(gone) }, `/s/${gone.session}/rfb`)).toBe('sessionGone')
  })

  test('while nothing is known yet', () => {
    expect(ask({ cookie: good }, `/s/${route.session}/rfb`, new RouteTable())).toBe('notReady')
  })

  test('once the keys of the managers are others', () => {
    const renewed = new RouteTable()
    renewed.replace(snapshot({ sessions: [route] }))
    expect(ask({ cookie: good }, undefined, renewed)).toBeObject()
    const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
    renewed.replace(snapshot({ sessions: [route], ticketKeys: [pem.toString()] }))
    expect(ask({ cookie: good }, undefined, renewed)).toBe('badTicket')
  })

  test('to a ticket that was good before', () => {
    const cookie = ticketFor(route, { expires: NOW + 1000 })
    expect(ask({ cookie })).toBeObject()
    expect(ask({ cookie }, undefined, table, NOW + 10_000)).toBe('expiredTicket')
  })

  test.each(['/s', '/s/', '/s/x/rfb', `/s/${route.session}`, `/s/${route.session}/rfb/x`])(
    'at %p',
    (path) => {
      expect(ask({ cookie: good }, path)).toBe('notFound')
    },
  )
})
