import type { SessionFact } from '../../contract/checkin.ts'
import type { Goal } from '../../contract/goals.ts'
import { logger } from '../../log.ts'
import { containerName } from '../container.ts'
import { createConverger } from '../converge.ts'
import type { PresentGoal } from '../plan.ts'
import type { WorkerContext } from '../worker-context.ts'
import { fakeEngine } from './fake-engine.ts'

export const A = '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22'
export const B = '7c1f0a52-6d0e-4f3b-8a11-0c9d8e7f6a5b'
export const nameA = containerName(A)

export function present(session: string, generation = 1, ran = false): PresentGoal {
  const spec = {
    image: 'casement/desktop',
    cores: 1,
    memory: 1024,
    sharedMemory: 0,
    environment: {},
    password: 'abcdefgh',
    hostname: 'desktop',
  }
  return { session, generation, want: 'present', ran, spec }
}

export function absent(session: string, generation = 1): Goal {
  return { session, generation, want: 'absent' }
}

/** An agent's converger on a fake engine, which tests follow by its facts. */
export function stage(overrides: Partial<WorkerContext> = {}) {
  const fake = fakeEngine()
  const converger = createConverger({
    engine: fake.engine,
    list: fake.engine.list,
    installation: 'here',
    network: 'casement-sessions',
    isolated: 'casement-sessions-isolated',
    share: async () => [],
    hostCores: 2,
    mayStart: () => true,
    obtain: async (image) => void fake.images.add(image),
    prepareProfile: async () => {},
    percentOf: () => 0,
    reach: async (_desktop, signal) => !signal.aborted,
    ranOutOfMemory: () => false,
    machineBegan: () => 0,
    changed: () => {},
    log: logger('agent'),
    ...overrides,
  })

  async function until(condition: () => boolean) {
    while (!condition()) await Bun.sleep(1)
  }

  return {
    ...fake,
    converger,
    until,
    want: (...sessions: Goal[]) =>
      converger.want({ version: 1, sessions, images: [], imageRetries: {} }),
    fact: (session: string): SessionFact | undefined =>
      converger.facts().find((fact) => fact.session === session),
    [Symbol.asyncDispose]: () => converger[Symbol.asyncDispose](),
  }
}
