import { tryFlock } from './libc.ts'

const PATIENCE_MS = 60_000
const PAUSE_MS = 20

/**
 * Takes the lock of the open file `descriptor`, which goes to programs that work on the data as their
 * standard input. It outlives a killed manager, and a killed postmaster, for as long as any process
 * that inherited it may still write.
 */
export async function holdServerLock(descriptor: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!tryFlock(descriptor)) {
    if (performance.now() > deadline) {
      throw new Error('another Postgres still runs on this folder; it did not end within a minute')
    }
    await Bun.sleep(PAUSE_MS)
  }
}
