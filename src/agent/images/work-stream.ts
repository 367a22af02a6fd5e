import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** What Docker says during a pull, a build or an import; one a line. */
export const WorkMessage = Type.Object({
  /** Of a pull. */
  status: Type.Optional(Type.String()),
  id: Type.Optional(Type.String()),
  progressDetail: Type.Optional(
    Type.Object({ current: Type.Optional(Type.Number()), total: Type.Optional(Type.Number()) }),
  ),
  /** Of a build: its output, in pieces of any size. */
  stream: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
})
export type WorkMessage = Static<typeof WorkMessage>

/** Docker began, said 200, and failed later: what it said. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed'
}

/** Nothing came for as long as we wait. */
export class WorkStalled extends Error {
  override readonly name = 'WorkStalled'
}

type Following = {
  readonly signal: AbortSignal
  /** That long without progress ends it. */
  readonly patienceMs: number
  /** Which messages are progress; all of them unless told. */
  readonly isProgress?: (message: WorkMessage) => boolean
  readonly take?: (message: WorkMessage) => void
}

/**
 * Follows a piece of work of Docker's to its end. Resolves when it is done; throws WorkFailed with what
 * the stream says, WorkStalled, or what `open` throws.
 */
export async function followWork(
  open: (signal: AbortSignal) => AsyncIterable<unknown>,
  { signal, patienceMs, isProgress = () => true, take }: Following,
): Promise<void> {
  const stall = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const listen = () => {
    clearTimeout(timer)
    timer = setTimeout(() => stall.abort(), patienceMs)
  }
  listen()
  try {
    for await (const message of open(AbortSignal.any([signal, stall.signal]))) {
      if (!Value.Check(WorkMessage, message)) continue
      if (isProgress(message)) listen()
      if (message.error !== undefined) throw new WorkFailed(message.error.trim())
      take?.(message)
    }
  } catch (error) {
    if (stall.signal.aborted && !signal.aborted) throw new WorkStalled(undefined, { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
  }
}
