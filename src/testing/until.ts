/** Between two questions: what comes at once is seen at once, what takes long is not asked for often. */
const SHORTEST_MS = 5
const LONGEST_MS = 50

/**
 * Asks again until `condition` gives something true, and gives that back. Throws with what was waited
 * for and the last error when `seconds` have passed: a limit for hung tests, not a figure.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  seconds = 60,
): Promise<NonNullable<T>> {
  const end = performance.now() + seconds * 1000
  let last: unknown
  let pause = SHORTEST_MS
  while (performance.now() < end) {
    try {
      const value = await condition()
      if (value) return value
      last = value
    } catch (error) {
      last = error
      if (error instanceof Error && error.message.startsWith('It exited')) throw error
    }
    await Bun.sleep(pause)
    pause = Math.min(LONGEST_MS, 1.5 * pause)
  }
  throw new Error(`Waited ${seconds} s in vain for ${what}`, { cause: last })
}
