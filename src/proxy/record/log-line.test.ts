import { expect, test } from 'bun:test'
import { Ledger } from './ledger.ts'
import { droppedLine, logLine } from './log-line.ts'
import { type Beginning, Trace } from './trace.ts'

const PLAIN: Beginning = {
  requestId: '0b0e5c1a-0000-4000-8000-000000000000',
  address: '192.0.2.7',
  method: 'GET',
  host: 'desk.example',
  target: '/s/1/files/download?page=SECRET&name=&WORD',
  minor: 1,
  agent: 'Mozilla/5.0',
  waited: 0,
  inBefore: 0,
  outBefore: 0,
}

function traceOf(from: Partial<Beginning> = {}): Trace {
  return new Trace({ ...PLAIN, ...from }, new Ledger())
}

function lineOf(from: Partial<Beginning>, format: 'json' | 'combined' = 'json'): string {
  return logLine(traceOf(from), 'end', format, 10, 20)
}

test('a line says what there is to say, and of a query the names alone', () => {
  const one = traceOf()
  one.answered(200, { hostname: '127.0.0.1', port: 7480 })
  one.admitted('session', 'login', 'user')
  expect(JSON.parse(logLine(one, 'end', 'json', 10, 20))).toMatchObject({
    event: 'request',
    id: PLAIN.requestId,
    client: '192.0.2.7',
    method: 'GET',
    host: 'desk.example',
    path: '/s/1/files/download',
    query: ['page', 'name'],
    status: 200,
    session: 'session',
    login: 'login',
    user: 'user',
    agent: 'Mozilla/5.0',
    in: 10,
    out: 20,
    upstream: '127.0.0.1:7480',
  })
})

test('in the form that other tools read', () => {
  const one = traceOf({ target: '/a?b=SECRET' })
  one.refused(404, 'notFound')
  expect(logLine(one, 'end', 'combined', 10, 20)).toMatch(
    /^192\.0\.2\.7 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000] "GET \/a\?b HTTP\/1\.1" 404 20 "-" "Mozilla\/5\.0"$/,
  )
})

const HOSTILE = 'x" 200 1 "-" "y"\r\n6.6.6.6 - - \\ \u009b2J\u007f\u2028\t\0"}{"status":200'

test.each(['json', 'combined'] as const)('no secret and no forged line in %s', (format) => {
  const line = lineOf({ agent: HOSTILE, target: `/${HOSTILE}?token=SECRET`, host: HOSTILE }, format)
  expect(line).not.toContain('SECRET')
  expect(line).toMatch(/^[\x20-\x7e]*$/)
  if (format === 'json') expect(JSON.parse(line)).toMatchObject({ agent: HOSTILE, status: 0 })
  else expect(line.match(/"/g)).toHaveLength(6)
})

test('however long the text, the line is not', () => {
  const long = 'x'.repeat(30_000)
  expect(
    lineOf({ agent: long, target: `/${long}?${`${long}=1&`.repeat(100)}` }).length,
  ).toBeLessThan(4000)
})

test('lines that were dropped are told of', () => {
  expect(JSON.parse(droppedLine(12, 'json'))).toMatchObject({ event: 'dropped', lines: 12 })
  expect(droppedLine(12, 'combined')).toContain('12 lines were dropped')
})
