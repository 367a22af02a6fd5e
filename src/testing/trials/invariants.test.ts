import { expect, test } from 'bun:test'
import type { Container, Facts, Row } from './facts.ts'
import { contradictions, type Promises } from './invariants.ts'

const row: Row = {
  id: 'a',
  userId: 'alice',
  requestKey: 'key',
  state: 'running',
  overdue: false,
  hasFailure: false,
  released: false,
  cores: 0.1,
  memory: 100,
}
const container: Container = {
  id: 'c',
  session: 'a',
  pid: 7,
  running: true,
  paused: false,
  cores: 0.1,
  memory: 100,
}
const promises: Promises = {
  ran: new Map([['a', { id: 'c', pid: 7 }]]),
  launched: new Set(['a']),
  ended: new Set(),
}
const none: Promises = { ran: new Map(), launched: new Set(), ended: new Set() }

test('order is order', () => {
  expect(contradictions({ rows: [row], containers: [container] }, promises)).toEqual([])
})

test('a paused session and a stopped one are order, too', () => {
  const frozen = { ...container, paused: true }
  expect(
    contradictions({ rows: [{ ...row, state: 'paused' }], containers: [frozen] }, none),
  ).toEqual([])
  const ended = { ...container, running: false, pid: 0 }
  expect(
    contradictions({ rows: [{ ...row, state: 'stopped' }], containers: [ended] }, none),
  ).toEqual([])
})

const freed = { state: 'failed', released: true } as const
const FAULTS: [string, Facts, Promises, string][] = [
  ['a lost row', { rows: [], containers: [container] }, promises, 'I1: container c'],
  ['a lost container', { rows: [row], containers: [] }, none, 'I1: session a runs in 0'],
  [
    'a container of a session that has ended',
    { rows: [{ ...row, ...freed, hasFailure: true }], containers: [container] },
    none,
    'whose row is failed',
  ],
  [
    'a running session in a frozen container',
    { rows: [row], containers: [{ ...container, paused: true }] },
    none,
    'I1: session a runs in 0',
  ],
  [
    'a paused session that goes on',
    { rows: [{ ...row, state: 'paused' }], containers: [container] },
    none,
    'I1: session a is paused',
  ],
  [
    'a stopped session that runs',
    { rows: [{ ...row, state: 'stopped' }], containers: [container] },
    none,
    'I1: session a is stopped',
  ],
  [
    'a stopped session without files',
    { rows: [{ ...row, state: 'stopped' }], containers: [] },
    none,
    'I1: session a is stopped',
  ],
  [
    'an overdue state',
    { rows: [{ ...row, overdue: true }], containers: [] },
    none,
    'I2: session a',
  ],
  ['a failure without a why', { rows: [{ ...row, ...freed }], containers: [] }, none, 'no why'],
  [
    'a doubled container',
    { rows: [row], containers: [container, { ...container, id: 'd' }] },
    none,
    'I3: session a has 2 containers',
  ],
  [
    'a doubled row',
    { rows: [row, { ...row, id: 'b' }], containers: [] },
    none,
    'I3: request alice key has 2 rows',
  ],
  [
    'a session that was quietly made anew',
    { rows: [row], containers: [{ ...container, id: 'd' }] },
    promises,
    'I4: session a no longer runs in its container',
  ],
  [
    'an end that was forgotten',
    { rows: [row], containers: [container] },
    { ...none, ended: new Set(['a']) },
    'lost: the end of a',
  ],
  [
    'capacity that nobody holds',
    { rows: [{ ...row, state: 'failed', hasFailure: true }], containers: [] },
    none,
    'I5: taken 0.10 cores',
  ],
]

test.each(FAULTS)('%s is found', (_, facts, known, sentence) => {
  expect(contradictions(facts, known).join('\n')).toContain(sentence)
})
