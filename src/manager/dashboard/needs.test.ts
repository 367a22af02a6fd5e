import { describe, expect, test } from 'bun:test'
import { english } from '../../texts/index.ts'
import { type Condition, needsOf } from './needs.ts'

type Agent = Condition['agents'][number]
const place = { zone: 'default', labels: [], enabled: true }
const well: Agent = { id: '1', name: 'atlas', ...place, state: 'healthy', sessions: 2 }

function needs(condition: Partial<Condition>) {
  return needsOf(english, { agents: [well], images: [], troubled: [], refused: 0, ...condition })
}

describe('what needs a look', () => {
  test('is nothing while all is well, or an agent is off on purpose', () => {
    expect(needs({})).toEqual([])
    expect(needs({ agents: [{ ...well, state: 'disabled' }] })).toEqual([])
    const disk = { total: 0, used: 0 }
    expect(needs({ agents: [{ ...well, disk }] })).toEqual([])
  })

  test('is a host that is missing, with the sessions that are out of reach', () => {
    const [need] = needs({ agents: [{ ...well, state: 'missing' }] })
    expect(need).toMatchObject({ tone: 'bad', href: '/admin/agents/1' })
    expect(need?.title).toBe('atlas is missing')
    expect(need?.body).toContain('2 sessions')
  })

  test('is a disk that is nearly full, before the host takes no more', () => {
    const [need] = needs({ agents: [{ ...well, disk: { total: 100e9, used: 91e9 } }] })
    expect(need?.title).toBe('atlas has 9 GB of disk left')
    expect(needs({ agents: [{ ...well, disk: { total: 100e9, used: 80e9 } }] })).toEqual([])
  })

  test('has what is bad before what may wait', () => {
    const found = needs({
      agents: [well, { ...well, id: '2', name: 'borealis', problem: 'Docker does not answer.' }],
      images: [{ reference: 'intern/cad', agent: 'atlas', message: 'The registry refused.' }],
      troubled: [{ id: '7', workspace: 'Desktop', user: 'ada', trouble: 'The disk is full.' }],
      refused: 3,
    })
    expect(found.map(({ tone }) => tone)).toEqual(['bad', 'warn', 'warn', 'warn'])
    expect(found[0]?.body).toBe('Docker does not answer.')
    expect(found.map(({ href }) => href)).toEqual([
      '/admin/agents/2',
      '/admin/sessions/7',
      '/admin/images',
      '/admin/sessions?view=failed',
    ])
  })
})
