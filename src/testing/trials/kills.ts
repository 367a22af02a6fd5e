import type { Chance } from './chance.ts'
import { postmasterOf, workersOf } from './processes.ts'
import type { Stage } from './stage.ts'
import { watchContainers } from './watch.ts'

/** From the first request of a round to the kill: at most this, so that it meets every step. */
const MOMENTS_MS = 1500
/** How long a part may stay away. */
const AWAY_MS = 1500

export const VICTIMS = ['binary', 'database', 'worker', 'agent', 'docker'] as const
export type Victim = (typeof VICTIMS)[number]

/** What streams that are open do not depend on: not one may break. */
const BEHIND_STREAMS: readonly Victim[] = ['database', 'agent', 'docker']

/** What happens besides a kill, to see whether anybody notices. */
export type Besides = (stage: Stage) => Promise<unknown>

/**
 * Kills one part at a random moment of launches and ends, then waits until all is in order; the
 * milliseconds that this took. Throws with what is not.
 */
export async function killRound(
  stage: Stage,
  victim: Victim,
  chance: Chance,
  besides?: Besides,
): Promise<number> {
  const before = await stage.launch()
  await stage.settle()
  // All chance is drawn before anything begins: nothing that takes time may change its order.
  const [end, first, second, third, gap, moment, away] = Array.from({ length: 7 }, () =>
    chance.next(),
  )
  const choice = chance.next()
  const { docker: ask } = stage.ground
  using watch = watchContainers(stage.installation, { ask, mayBeAway: victim === 'docker' })
  const cut = countCuts(stage)
  const traffic = Promise.all([
    after(end, () => stage.end(before)),
    after(first, () => stage.launch()),
    after(second, () => stage.launch()),
    after(third, async () => {
      const brief = await stage.launch()
      await after(gap, () => stage.end(brief))
    }),
  ])
  const killing = after(moment, async () => {
    const died = performance.now()
    await kill(stage, victim, choice, away)
    await besides?.(stage)
    return died
  })
  const [died] = await Promise.all([killing, traffic])
  await stage.settle()
  const recovery = performance.now() - died
  watch.judge()
  if (BEHIND_STREAMS.includes(victim) && cut() > 0) {
    throw new Error(`I4: ${cut()} streams broke with the death of ${victim}`)
  }
  await stage.clear()
  return recovery
}

async function kill(stage: Stage, victim: Victim, choice: number, away = 0): Promise<void> {
  const { layout, ground } = stage
  if (victim === 'database') {
    process.kill(postmasterOf(layout.managerDir), 'SIGKILL')
  } else if (victim === 'worker') {
    const workers = workersOf(layout.process('proxy').pid)
    const worker = workers[Math.floor(choice * workers.length)]
    if (worker === undefined) throw new Error('the front door has no worker')
    process.kill(worker, 'SIGKILL')
  } else if (victim === 'docker') {
    if (!ground.engine) throw new Error('the engine is not ours to kill')
    await ground.engine.kill()
    await Bun.sleep(away * AWAY_MS)
    await ground.engine.start()
  } else {
    const part = victim === 'binary' ? 'all' : 'agent'
    await layout.process(part).stop('SIGKILL')
    await Bun.sleep(away * AWAY_MS)
    await layout.start(part)
  }
}

/** How many viewers have had to connect anew since now. */
function countCuts({ viewers }: Stage): () => number {
  const before = new Map([...viewers.values()].map((viewer) => [viewer, viewer.connections]))
  return () => [...before].filter(([viewer, count]) => viewer.connections > count).length
}

/** At a moment from 0 to 1. */
async function after<T>(moment = 0, act: () => Promise<T>): Promise<T> {
  await Bun.sleep(moment * MOMENTS_MS)
  return act()
}
