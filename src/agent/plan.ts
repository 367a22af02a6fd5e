import type { SessionFact } from '../contract/checkin.ts'
import type { Goal } from '../contract/goals.ts'
import { type Container, RFB_PORT } from './container.ts'

/** What is wanted of one session: a goal, nothing at all (stale), or not known before the first snapshot. */
export type Wish = Goal | 'nothing' | 'unknown'

export type PresentGoal = Goal & { readonly want: 'present' }

export function isPresent(wish: Wish): wish is PresentGoal {
  return typeof wish === 'object' && wish.want === 'present'
}

/** What the agent remembers of a session beyond its container. Losing it costs time only. */
export type Memory = {
  /** It was seen to run at this generation. */
  readonly ran?: number
  /** It could not be made at this generation. */
  readonly failed?:
    | {
        readonly generation: number
        readonly what: 'image' | 'container'
        readonly problem: string
      }
    | undefined
  /** Its desktop answered in the container with this id. */
  readonly answered?: string | undefined
  /** The turn that it was started again for. */
  readonly restarted?: number | undefined
  /** Its image is being had. */
  readonly pulling?: boolean
  /** No volume of it is left either. */
  readonly swept?: boolean
  /** The kernel ended one of its processes for memory. */
  readonly outOfMemory?: boolean
  /** What is in the way of the next step. */
  readonly trouble?: string | undefined
  /** The container with this id ended because the machine did, not by itself. */
  readonly cutOff?: string | undefined
  /** The end of what the container with this id wrote before it ended by itself. */
  readonly lastWords?: { readonly container: string; readonly said: string } | undefined
}

export type Step =
  | 'create'
  | 'start'
  | 'probe'
  | 'pause'
  | 'unpause'
  | 'stop'
  | 'listen'
  | 'remove'
  | 'sweep'
  | 'rest'

/** The one next step that brings a session closer to what is wanted of it. */
export function nextStep(wish: Wish, container: Container | undefined, memory: Memory): Step {
  if (wish === 'unknown') return 'rest'
  if (wish === 'nothing' || wish.want === 'absent') {
    if (container) return 'remove'
    return memory.swept ? 'rest' : 'sweep'
  }
  if (container && container.generation < wish.generation) return 'remove'
  if (memory.failed?.generation === wish.generation) return 'rest'
  if (!container) return hasVanished(wish, memory) ? 'rest' : 'create'
  if (container.state === 'created') return wish.hold === 'stopped' ? 'rest' : 'start'
  if (container.state === 'exited') {
    if (isStopped(wish, container, memory)) return 'rest'
    // Its files are all there; what ran in it begins anew.
    if (isToStart(wish, container, memory)) return 'start'
    return memory.lastWords?.container === container.id ? 'rest' : 'listen'
  }
  if (wish.hold === 'stopped') return 'stop'
  if (wish.hold === 'paused') return container.state === 'paused' ? 'rest' : 'pause'
  if (container.state === 'paused') return 'unpause'
  return memory.answered === container.id ? 'rest' : 'probe'
}

/** It has ended and is not to run: as was asked, or with its machine while it was frozen. */
function isStopped({ hold }: PresentGoal, { id }: Container, { cutOff }: Memory): boolean {
  return hold === 'stopped' || (hold === 'paused' && cutOff === id)
}

/** It has ended and is to run again: it ended with its machine, or was stopped before. */
function isToStart(
  { hold, again, turn }: PresentGoal,
  { id }: Container,
  { cutOff, restarted }: Memory,
): boolean {
  if (hold !== undefined) return false
  return cutOff === id || (again === true && restarted !== turn)
}

/** What to tell the manager of a session; undefined while there is nothing to say. */
export function factOf(
  wish: Wish,
  container: Container | undefined,
  memory: Memory,
  percent: number,
): SessionFact | undefined {
  if (wish === 'unknown' || wish === 'nothing') return undefined
  const turn = wish.turn === undefined ? {} : { turn: wish.turn }
  const about = { session: wish.session, generation: wish.generation, ...turn }
  if (wish.want === 'present' && memory.failed?.generation === wish.generation) {
    const { what, problem } = memory.failed
    return { ...about, state: 'failed', failed: what, problem: problem.slice(0, 2000) }
  }
  const problem = memory.trouble === undefined ? {} : { problem: memory.trouble.slice(0, 2000) }
  if (wish.want === 'absent') {
    if (!container && memory.swept) return { ...about, state: 'absent' }
    // What it still is does not matter to anybody; that it cannot be ended does.
    return memory.trouble === undefined ? undefined : { ...about, state: 'exited', ...problem }
  }
  if (!container) {
    if (hasVanished(wish, memory)) return { ...about, state: 'absent' }
    return memory.pulling
      ? { ...about, state: 'pulling', percent }
      : { ...about, state: 'starting', ...problem }
  }
  if (container.generation < wish.generation) return undefined
  if (container.state === 'exited' && isStopped(wish, container, memory)) {
    return { ...about, state: 'stopped' }
  }
  if (container.state === 'exited' && isToStart(wish, container, memory)) {
    return { ...about, state: 'starting', ...problem }
  }
  if (container.state === 'exited') {
    const { exitCode } = container
    const { lastWords } = memory
    // It will be removed once this is told, and its log with it.
    if (lastWords?.container !== container.id) return undefined
    const said = lastWords.said === '' ? {} : { said: lastWords.said }
    const killed = container.outOfMemory || memory.outOfMemory === true
    return { ...about, state: 'exited', exitCode, outOfMemory: killed && exitCode !== 0, ...said }
  }
  if (wish.hold === 'paused' && container.state === 'paused') return { ...about, state: 'paused' }
  if (wish.hold !== undefined || container.state === 'paused') {
    // On its way; only what is in the way of it is news.
    return { ...about, state: 'running', ...problem }
  }
  if (memory.answered !== container.id || !container.address) {
    return { ...about, state: 'starting', ...problem }
  }
  return {
    ...about,
    state: 'running',
    address: { host: container.address, port: wish.spec.web?.port ?? RFB_PORT },
    outOfMemory: memory.outOfMemory === true,
  }
}

/** It ran, as one of the two sides knows, and has no container: a fresh one would hide the loss. */
function hasVanished(goal: PresentGoal, memory: Memory): boolean {
  return goal.ran || goal.hold !== undefined || memory.ran === goal.generation
}
