import { describe, expect, test } from 'bun:test'
import { parseLabels, stateOf } from './container.ts'

describe('parseLabels', () => {
  const labels = {
    'casement.installation': 'here',
    'casement.session': 'a',
    'casement.generation': '3',
  }

  test('reads what we write', () => {
    expect(parseLabels(labels)).toEqual({ installation: 'here', session: 'a', generation: 3 })
  })

  test.each(['casement.installation', 'casement.session'])(
    'knows no session without %s',
    (name) => {
      expect(parseLabels({ ...labels, [name]: '' })).toBeUndefined()
    },
  )

  test('knows no session with a generation that is no number', () => {
    expect(parseLabels({ ...labels, 'casement.generation': 'three' })).toBeUndefined()
  })
})

describe('stateOf', () => {
  test.each([
    ['created', 'created'],
    ['running', 'running'],
    ['paused', 'paused'],
    ['restarting', 'running'],
    ['exited', 'exited'],
    ['dead', 'exited'],
    ['removing', 'exited'],
  ] as const)('takes %s as %s', (status, state) => {
    expect(stateOf(status)).toBe(state)
  })
})
