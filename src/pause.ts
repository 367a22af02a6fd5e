/** Waits, but never past the signal's abort. Does not throw. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const wake = () => resolve()
  signal.addEventListener('abort', wake, { once: true })
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', wake)
}

/**
 * How long to wait after the n-th failure in a row (from 1): twice as long each time up to `longest`,
 * anywhere in the upper half of it, so that a crowd does not come back in step.
 */
export function backOff(failures: number, shortest: number, longest: number): number {
  const full = Math.min(longest, shortest * 2 ** Math.min(failures - 1, 30))
  return full * (0.5 + Math.random() / 2)
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
