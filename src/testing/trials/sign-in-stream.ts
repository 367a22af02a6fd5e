import { p99, roundTrips } from './round-trips.ts'
import type { Stage } from './stage.ts'
import { signEverybodyIn } from './storms.ts'
import type { Trial } from './trial.ts'
import type { Viewer } from './viewer.ts'

/** How long the stream is watched without a storm. */
const CALM_MS = 5000
/** By how much it may worsen, at p99. */
const WORSE_MS = 50

/**
 * Whoever works while a thousand people sign in feels nothing of it. A figure, which says something only
 * on a machine that does nothing else.
 */
export const SIGN_IN_STREAM: Trial = {
  name: 'sign-in-stream',
  layout: 'three',
  round: signInStream,
  most: 3,
}

async function signInStream(stage: Stage): Promise<number> {
  const [viewer] = stage.viewers.values()
  if (!viewer) throw new Error('nobody sits before a session')
  const container = stage.promises.ran.get(viewer.session)?.id ?? ''
  const cores = (await stage.containers()).find(({ id }) => id === container)?.cores
  // A session that has used up its share of a core waits for the next tenth of a second: not our doing.
  await stage.ground.docker('update', '--cpus', '1', container)
  const before = await watch(viewer, AbortSignal.timeout(CALM_MS))
  const began = performance.now()
  const over = new AbortController()
  const [during] = await Promise.all([
    watch(viewer, over.signal),
    signEverybodyIn(stage).finally(() => over.abort()),
  ])
  const recovery = performance.now() - began
  // A machine that has something else to do is slow without any storm: then it is so afterwards, too.
  const after = await watch(viewer, AbortSignal.timeout(CALM_MS))
  await stage.ground.docker('update', '--cpus', String(cores), container)
  if (during > Math.max(before, after) + WORSE_MS) {
    const [was, is, then] = [before, during, after].map((p) => `${p.toFixed(0)} ms`)
    throw new Error(
      `a stream took ${was} at p99 before the storm, ${is} in it and ${then} after it`,
    )
  }
  await stage.settle()
  return recovery
}

async function watch(viewer: Viewer, signal: AbortSignal): Promise<number> {
  return p99(await roundTrips(viewer, signal))
}
