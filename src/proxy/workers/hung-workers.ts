import { logger } from '../../log.ts'
import type { WorkerProcess } from './worker-process.ts'

const log = logger('proxy')

const LOOK_MS = 1_000

/**
 * Kills workers that have not said for so long that they live, so that others take their place: their viewers
 * would wait for ever. Where nobody was looking, because this process or the whole machine stood still, each
 * gets its time anew.
 */
export function endHungWorkers(
  workers: () => Iterable<WorkerProcess>,
  patience: number,
  every = LOOK_MS,
): Disposable {
  let looked = performance.now()
  let since = looked
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - looked > 3 * every) since = now
    looked = now
    for (const worker of workers()) {
      const silence = Math.min(worker.silence(now), now - since)
      if (silence <= patience) continue
      log.error('A worker of the front door hangs, and is ended', {
        pid: worker.pid,
        silentSeconds: Math.round(silence / 1000),
      })
      worker.kill()
    }
  }, every)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
