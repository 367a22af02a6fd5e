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
  while (performance.now() < end) {
    try {
      const value = await condition()
      if (value) return value
      last = value
    } catch (error) {
      last = error
      if (error instanceof Error && error.message.startsWith('It exited')) throw error
    }
    await Bun.sleep(50)
  }
  throw new Error(`Waited ${seconds} s in vain for ${what}`, { cause: last })
}
