import type { Viewer } from './viewer.ts'

const PAUSE_MS = 20

/** Milliseconds of one round trip after the other, until the signal aborts. Throws where one does not end. */
export async function roundTrips(viewer: Viewer, signal: AbortSignal): Promise<number[]> {
  const all: number[] = []
  while (!signal.aborted) {
    const took = await viewer.roundTrip()
    if (took === undefined) throw new Error(`the viewer of session ${viewer.session} sees nothing`)
    all.push(took)
    await Bun.sleep(PAUSE_MS)
  }
  return all
}

/** 99 of 100 took no longer. */
export function p99(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0
}
