import { describe, expect, test } from 'bun:test'
import type { ImageFact, ImageFacts } from '../../db/tiles.ts'
import { english } from '../../texts/index.ts'
import { tileState } from './tile-state.ts'

const IMAGE = 'casement/desktop'

function fact(state: ImageFact['state'], percent = 0, reference = IMAGE): ImageFact {
  return { reference, state, percent, message: 'The registry answered 404.' }
}

function state(images: ImageFact[], facts: Partial<ImageFacts> = {}) {
  return tileState(english, IMAGE, { images, usable: images.length, problems: [], ...facts })
}

describe('a tile', () => {
  test('is ready where one agent has the image', () => {
    expect(state([fact('failed'), fact('pulling', 30), fact('ready')])).toEqual({ kind: 'ready' })
  })

  test('is being prepared, as far as the agent that is furthest', () => {
    const images = [fact('pulling', 30), fact('building', 70), fact('failed'), fact('absent')]
    expect(state(images)).toEqual({ kind: 'preparing', percent: 70 })
  })

  test('is being prepared where an agent has not said anything of it yet', () => {
    expect(state([], { usable: 1 })).toEqual({ kind: 'preparing', percent: 0 })
    expect(state([fact('failed')], { usable: 2 })).toEqual({ kind: 'preparing', percent: 0 })
    const other = [fact('ready', 100, 'casement/firefox')]
    expect(state(other)).toEqual({ kind: 'preparing', percent: 0 })
  })

  test('cannot be opened where no agent can get the image, and says why', () => {
    const shown = state([fact('failed'), fact('failed')])
    expect(shown.kind === 'unavailable' && shown.reason).toContain('The registry answered 404.')
  })

  test('cannot be opened where no agent takes sessions, and says why', () => {
    const none = state([])
    expect(none.kind === 'unavailable' && none.reason).toContain('No host reports')
    const broken = state([], { problems: ['Docker Engine does not run on this host.'] })
    expect(broken.kind === 'unavailable' && broken.reason).toContain('Docker Engine does not run')
  })
})
