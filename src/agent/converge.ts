import type { SessionFact } from '../contract/checkin.ts'
import type { Goal, GoalSnapshot } from '../contract/goals.ts'
import type { Container } from './container.ts'
import type { EngineEvent } from './docker.ts'
import { createSessionWorker, type SessionWorker } from './session-worker.ts'
import type { WorkerContext } from './worker-context.ts'

export type Converger = ReturnType<typeof createConverger>

export type ConvergerContext = WorkerContext & {
  /** Every container of this installation's sessions. */
  readonly list: () => Promise<Container[]>
}

/**
 * Level-triggered: the latest snapshot is the whole truth of what is wanted, Docker's list of what there
 * is, and a worker for each session closes the gap. Nothing is removed before a first snapshot arrived,
 * nothing is made before a first list did.
 */
export function createConverger(context: ConvergerContext) {
  const workers = new Map<string, SessionWorker>()
  let goals: ReadonlyMap<string, Goal> | undefined
  let looked = false

  function workerOf(session: string): SessionWorker {
    const found = workers.get(session)
    if (found) return found
    const worker = createSessionWorker(session, context)
    workers.set(session, worker)
    return worker
  }

  function tellWorkers() {
    if (!goals || !looked) return
    for (const session of goals.keys()) workerOf(session)
    for (const [session, worker] of workers) {
      worker.want(goals.get(session) ?? 'nothing')
      if (worker.isOver()) workers.delete(session)
    }
  }

  return {
    want(snapshot: GoalSnapshot) {
      goals = new Map(snapshot.sessions.map((goal) => [goal.session, goal]))
      tellWorkers()
    },

    /** The full comparison: events make facts fast, this makes them right. */
    async compare(): Promise<void> {
      const listed = new Map((await context.list()).map((one) => [one.session, one]))
      for (const session of listed.keys()) workerOf(session)
      for (const [session, worker] of workers) {
        if (worker.agrees(listed.get(session))) worker.watchMemory()
        else worker.notice()
      }
      looked = true
      tellWorkers()
    },

    /** Docker said that something happened to a session. */
    notice({ session, action }: EngineEvent) {
      workerOf(session).notice(action)
    },

    /** What held workers up is over. */
    resume() {
      for (const worker of workers.values()) worker.resume()
    },

    facts(): SessionFact[] {
      return [...workers.values()].flatMap((worker) => worker.fact() ?? [])
    },

    /** Stops working. Sessions outlive their agent. */
    async [Symbol.asyncDispose]() {
      await Promise.all([...workers.values()].map((worker) => worker[Symbol.asyncDispose]()))
    },
  }
}
