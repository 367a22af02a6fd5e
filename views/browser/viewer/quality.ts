import { recall, remember } from './memory.ts'
import { watchStatistics } from './statistics.ts'
import type { Viewing } from './viewing.ts'

/**
 * The quality of JPEG that stands for each choice, 0 to 9, as src/proxy/stream/video-plan.ts reads it: from 8 on
 * the front door sends no video, below 4 it does so early.
 */
const LEVELS = { automatic: 6, sharp: 9, fast: 3 } as const
type Quality = keyof typeof LEVELS

const storage = () => localStorage

/** The choice of quality, which this browser remembers, and what can be seen of how the picture arrives. */
export function watchQuality(viewing: Viewing): void {
  const { stage, connection } = viewing
  const remembered = recall(storage, 'quality') ?? ''
  let quality: Quality = isQuality(remembered) ? remembered : 'automatic'

  function show(): void {
    for (const input of stage.querySelectorAll<HTMLInputElement>('[data-quality]')) {
      input.checked = input.value === quality
    }
    for (const part of stage.querySelectorAll<HTMLElement>('[data-quality-is]')) {
      part.hidden = part.dataset.qualityIs !== quality
    }
    if (connection.rfb) connection.rfb.qualityLevel = LEVELS[quality]
  }

  stage.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset.quality === undefined) return
    if (!isQuality(target.value)) return
    quality = target.value
    remember(storage, 'quality', quality)
    show()
  })
  connection.listen({ opened: show })
  show()
  watchStatistics(viewing)
}

function isQuality(name: string): name is Quality {
  return Object.hasOwn(LEVELS, name)
}
