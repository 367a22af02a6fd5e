import type { Stage } from './stage.ts'

const PAUSE_MS = 250
const PATIENCE_MS = 5000

/**
 * Asks every viewer's desktop for a pixel, again and again: streams that are open go on whatever happens
 * behind them, and on the same connection.
 */
export function watchStreams(stage: Stage) {
  const viewers = [...stage.viewers.values()]
  const before = connections()
  const found = new Set<string>()
  let looking = true
  let asked = 0
  const done = look()
  return {
    /** Throws what it has seen. */
    async judge(): Promise<void> {
      looking = false
      await done
      const more = connections() - before
      if (more > 0) found.add(`I4: ${more} streams had to be opened again`)
      if (asked === 0) found.add('no stream was looked at')
      if (found.size > 0) throw new Error([...found].join('\n  '))
    },
    [Symbol.dispose]() {
      looking = false
    },
  }

  function connections(): number {
    return viewers.reduce((sum, viewer) => sum + viewer.connections, 0)
  }

  async function look(): Promise<void> {
    while (looking) {
      for (const viewer of viewers) {
        const took = await viewer.roundTrip(PATIENCE_MS)
        if (took === undefined) found.add(`I4: the viewer of session ${viewer.session} saw nothing`)
        asked++
      }
      await Bun.sleep(PAUSE_MS)
    }
  }
}
