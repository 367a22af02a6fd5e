import type { Chance } from './chance.ts'
import type { Part } from './layout.ts'
import type { Stage } from './stage.ts'
import { OPERATIONS, type Operation, prepare } from './sweep-operation.ts'
import type { Point } from './trap.ts'
import type { Trial } from './trial.ts'
import { watchContainers } from './watch.ts'

/** The most steps that an operation takes; one more is tried, which must never be reached. */
export type Steps = { readonly [O in Operation]?: number }

/**
 * Of an agent: what it asks of Docker Engine, but for its routine. On a slow host it looks more often, and
 * the engine may refuse to freeze a container a few times.
 */
const CALLS: Steps = { create: 6, end: 8, pause: 10, resume: 6, stop: 6, start: 6 }
/** Of a manager: what it makes last of sessions. */
const COMMITS: Steps = { create: 5, end: 4, pause: 2, resume: 2, stop: 3, start: 4 }

export const SWEEPS: readonly Trial[] = [
  {
    name: 'sweep-calls',
    layout: 'trapped-engine',
    round: (stage, chance) => sweepRound(stage, chance, 'agent', CALLS),
    most: Number.POSITIVE_INFINITY,
    whole: pointsOf(CALLS).length,
  },
  {
    name: 'sweep-commits',
    layout: 'trapped-database',
    round: (stage, chance) => sweepRound(stage, chance, 'manager', COMMITS),
    most: Number.POSITIVE_INFINITY,
    whole: pointsOf(COMMITS).length,
  },
]

type SweepPoint = Point & { readonly operation: Operation }

/** Every crash point. As rounds have numbers in a row, so many rounds as there are points meet them all. */
export function pointsOf(steps: Steps): SweepPoint[] {
  const most = Math.max(...Object.values(steps))
  const numbers = Array.from({ length: most + 1 }, (_, i) => i + 1)
  return numbers.flatMap((n) =>
    OPERATIONS.filter((operation) => n <= (steps[operation] ?? -1) + 1).flatMap((operation) =>
      (['before', 'after'] as const).map((when) => ({ n, when, operation })),
    ),
  )
}

/**
 * Does one thing with a session, kills a part at one crash point of that, and starts it again. Milliseconds
 * from the kill until all was in order, and as it was asked for; throws with what is not.
 */
export async function sweepRound(
  stage: Stage,
  chance: Chance,
  part: Part,
  steps: Steps,
): Promise<number> {
  const { trap } = stage.ground
  if (!trap) throw new Error('there is no trap to sweep with')
  const points = pointsOf(steps)
  const point = points[chance.seed % points.length]
  if (!point) throw new Error('a sweep without points')

  const operation = await prepare(stage, point.operation)
  using watch = watchContainers(stage.installation)
  let died = performance.now()
  let reviving: Promise<unknown> = Promise.resolve(undefined)
  const { pid } = stage.layout.process(part)
  trap.set(point, () => {
    process.kill(pid, 'SIGKILL')
    died = performance.now()
    reviving = revive(stage, part)
  })
  await operation.begin()
  await stage.settle()
  const { sprung, met } = trap.lift()
  const problem = await reviving
  if (problem !== undefined) throw problem
  await stage.settle()
  const recovery = performance.now() - died
  watch.judge()
  await operation.judge()
  if (sprung ? point.n > (steps[point.operation] ?? 0) : point.n === 1) {
    const happened = `${point.operation} has not as many steps as the sweep believes`
    throw new Error([`${happened}; it took:`, ...met].join('\n  '))
  }
  await stage.clear()
  return sprung ? recovery : 0
}

/** What went wrong, if something did: somebody else is waited for meanwhile. */
async function revive({ layout }: Stage, part: Part): Promise<unknown> {
  try {
    await layout.process(part).stop('SIGKILL')
    await layout.start(part)
    return undefined
  } catch (error) {
    return error
  }
}
