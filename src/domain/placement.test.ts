import { describe, expect, test } from 'bun:test'
import { type Candidate, place, SILENT_AFTER_MS } from './placement.ts'

const GIB = 1024 ** 3
const need = { cores: 2, memory: 2 * GIB }

function agent(name: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    id: name,
    name,
    zone: 'oslo',
    labels: ['gpu'],
    enabled: true,
    cores: 6,
    memory: 16 * GIB,
    coresOverride: 0,
    memoryOverride: 0,
    silentMs: 0,
    dockerProblem: undefined,
    image: 'ready',
    imageProblem: undefined,
    allocated: { cores: 0, memory: 0 },
    sessions: 0,
    offers: undefined,
    ...changes,
  }
}

describe('place', () => {
  test('prefers the image, then the fewest sessions, then the most free memory', () => {
    const { order } = place(
      [
        agent('empty without image', { image: 'absent' }),
        agent('busy', { sessions: 3 }),
        agent('small', { sessions: 1 }),
        agent('large', { sessions: 1, memory: 64 * GIB }),
      ],
      need,
    )
    expect(order.map((a) => a.name)).toEqual(['large', 'small', 'busy', 'empty without image'])
  })

  const refusals: [string, Partial<Candidate>, object][] = [
    ['disabled', { enabled: false }, { kind: 'disabled' }],
    ['silent', { silentMs: SILENT_AFTER_MS + 5000 }, { kind: 'silent', seconds: 20 }],
    ['without Docker', { dockerProblem: 'It is off.' }, { kind: 'docker', problem: 'It is off.' }],
    [
      'without the image',
      { image: 'failed', imageProblem: 'No such tag.' },
      { kind: 'image', problem: 'No such tag.' },
    ],
    [
      'short of cores',
      { allocated: { cores: 5, memory: 0 } },
      { kind: 'cores', free: 1, of: 6, needed: 2 },
    ],
    [
      'short of memory',
      { allocated: { cores: 0, memory: 15 * GIB } },
      { kind: 'memory', free: GIB, of: 16 * GIB, needed: 2 * GIB },
    ],
  ]
  test.each(refusals)('says why an agent that is %s was not taken', (name, changes, reason) => {
    const verdict = place([agent(name, changes)], need)
    expect(verdict.order).toEqual([])
    expect(verdict.refusals).toEqual([{ agent: name, reason: expect.objectContaining(reason) }])
  })

  test('an override counts instead of the real figure, 0 means none', () => {
    const held = { cores: 5, memory: 0 }
    expect(place([agent('a', { coresOverride: 12, allocated: held })], need).order).toHaveLength(1)
    expect(place([agent('a', { coresOverride: 0, allocated: held })], need).order).toHaveLength(0)
  })

  test('restricted, takes only an agent of the zone that has the labels, however busy it is', () => {
    const all = [
      agent('elsewhere', { zone: 'rome' }),
      agent('plain', { labels: [] }),
      agent('fitting', { sessions: 9, labels: ['disk=ssd', 'gpu'] }),
    ]
    const { order, refusals } = place(all, need, {
      restriction: { zones: ['oslo', 'bergen'], labels: ['gpu'] },
    })
    expect(order.map(({ name }) => name)).toEqual(['fitting'])
    expect(refusals).toEqual([
      { agent: 'elsewhere', reason: { kind: 'zone', zone: 'rome', zones: ['oslo', 'bergen'] } },
      { agent: 'plain', reason: { kind: 'label', missing: ['gpu'] } },
    ])
  })

  test('names what lasts before what passes: an agent without the label that is full and off', () => {
    const full = { cores: 6, memory: 0 }
    const off = agent('a', { labels: [], enabled: false, allocated: full })
    const wish = { restriction: { zones: [], labels: ['gpu'] } }
    expect(place([off], need, wish).refusals[0]?.reason.kind).toBe('label')
  })

  test('a profile is on one agent, which has to fit the restriction as well', () => {
    const wish = { only: 'home', restriction: { zones: [], labels: ['arm'] } }
    const { order, refusals } = place(
      [agent('home'), agent('arm', { labels: ['arm'] })],
      need,
      wish,
    )
    expect(order).toEqual([])
    expect(refusals.map(({ reason }) => reason.kind)).toEqual(['label', 'profile'])
  })

  test('fills an agent to the last core, without a rounding rest', () => {
    const held = { cores: 0.1 + 0.2, memory: 0 }
    const exact = agent('a', { cores: 0.6, allocated: held })
    expect(place([exact], { cores: 0.3, memory: 1 }).order).toHaveLength(1)
    expect(place([exact], { cores: 0.301, memory: 1 }).order).toHaveLength(0)
  })
})
