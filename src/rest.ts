const LOOK_EVERY_MS = 5_000
/** Of one core. Watching and checking in need less. */
const BUSY = 0.05

/**
 * Collects garbage once after each busy time. A process at rest allocates too little for the runtime to
 * come to it by itself, and would hold on to what a storm of launches left for hours.
 */
export function collectAtRest(): Disposable {
  let busy = true
  let since = process.cpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(since)
    since = process.cpuUsage()
    const rests = (user + system) / 1000 < BUSY * LOOK_EVERY_MS
    if (rests && busy) Bun.gc(true)
    busy = !rests
  }, LOOK_EVERY_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
