import type { TileState } from '../../../views/components/tile.tsx'
import type { ImageFacts } from '../../db/tiles.ts'
import type { Texts } from '../../texts/index.ts'

/** Can a session of this image be opened now, soon, or why not? The best of what the agents say. */
export function tileState(texts: Texts, image: string, facts: ImageFacts): TileState {
  const [problem] = facts.problems
  if (facts.usable === 0) {
    const reason =
      problem === undefined ? texts.refusals.noHost : texts.refusals.hostProblem(problem)
    return { kind: 'unavailable', reason }
  }
  const known = facts.images.filter((fact) => fact.reference === image)
  if (known.some((fact) => fact.state === 'ready')) return { kind: 'ready' }
  const failed = known.find((fact) => fact.state === 'failed')
  if (failed && known.every((fact) => fact.state === 'failed') && known.length >= facts.usable) {
    return { kind: 'unavailable', reason: texts.reasons.imageFailed(image, failed.message) }
  }
  return { kind: 'preparing', percent: Math.max(0, ...known.map((fact) => fact.percent)) }
}
