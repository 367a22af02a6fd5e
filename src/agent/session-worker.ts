import type { SessionFact } from '../contract/checkin.ts'
import { messageOf } from '../errors.ts'
import { backOff, pause, untilAborted } from '../pause.ts'
import { host as texts } from '../texts/host.ts'
import { type Container, containerName, LABEL, RFB_PORT } from './container.ts'
import type { Image } from './docker.ts'
import { DockerRefused, DockerUnreachable } from './docker-errors.ts'
import { lastWordsOf } from './last-words.ts'
import { makeContainer } from './make-container.ts'
import {
  factOf,
  isPresent,
  type Memory,
  nextStep,
  type PresentGoal,
  type Step,
  type Wish,
} from './plan.ts'
import type { WorkerContext } from './worker-context.ts'

/** A step that fails this often in a row is reported as failed; a removal goes on for ever. */
const ATTEMPTS = 3

/** A desktop that answers does so within seconds. */
const SILENT_DESKTOP_MS = 15_000

export type SessionWorker = ReturnType<typeof createSessionWorker>

class ImageProblem extends Error {
  override readonly name = 'ImageProblem'
}

/**
 * Brings one session to what is wanted of it, a step at a time. One loop at most runs for a session, and
 * only it touches the container: whoever knows better (a goal, an event, a comparison) wakes it.
 */
export function createSessionWorker(session: string, context: WorkerContext) {
  const { engine, log } = context
  const name = containerName(session)
  let wish: Wish = 'unknown'
  let container: Container | undefined
  let memory: Memory = {}
  let stale = false
  let looking = false
  let stopped = false
  let busy = false
  let running = Promise.resolve()
  let waiting = new AbortController()
  let failures = 0

  function remember(more: Memory) {
    memory = { ...memory, ...more }
    context.changed()
  }

  function see(found: Container | undefined) {
    const same = found?.id === container?.id
    container = found
    if (!found) return
    const outOfMemory = (same && memory.outOfMemory) || context.ranOutOfMemory(found)
    remember({
      swept: false,
      outOfMemory,
      cutOff: endedWithMachine(found) ? found.id : undefined,
      ...(found.state === 'exited' ? { answered: undefined } : {}),
      ...(found.state === 'created' ? {} : { ran: found.generation }),
    })
  }

  function endedWithMachine({ state, startedAt }: Container): boolean {
    return state === 'exited' && startedAt !== undefined && startedAt < context.machineBegan()
  }

  /** It ended by itself; before long it will be removed, and its log with it. */
  async function listen({ id, exitCode, outOfMemory }: Container) {
    const said = await lastWordsOf(engine, id, log)
    log.warn('A session ended by itself', { session, exitCode, outOfMemory, said })
    remember({ lastWords: { container: id, said } })
  }

  async function look() {
    stale = false
    looking = true
    try {
      const found = await engine.container(name)
      see(found?.installation === context.installation ? found : undefined)
    } finally {
      looking = false
    }
    context.changed()
  }

  async function create(goal: PresentGoal) {
    const image = (await engine.image(goal.spec.image)) ?? (await pull(goal.spec.image))
    if (!image || waiting.signal.aborted) return
    context.changed()
    const { profile } = goal.spec
    if (profile) {
      const from = { reference: goal.spec.image, home: image.home }
      await context.prepareProfile(profile, session, from, waiting.signal)
      if (waiting.signal.aborted) return
    }
    const made = await makeContainer(context, goal, image)
    if (made) return see(made)
    // The name is taken: by a container of an earlier life of ours, which the next step judges.
    await look()
    if (!container) throw new Error(texts.foreignContainer(name))
  }

  async function pull(reference: string): Promise<Image | undefined> {
    remember({ pulling: true })
    try {
      const { signal } = waiting
      await Promise.race([context.obtain(reference), untilAborted(signal)])
      if (signal.aborted) return undefined
    } catch (error) {
      if (error instanceof DockerUnreachable) throw error
      throw new ImageProblem(messageOf(error), { cause: error })
    } finally {
      remember({ pulling: false })
    }
    const image = await engine.image(reference)
    if (!image) throw new ImageProblem(texts.noSuchImage(reference))
    return image
  }

  async function probe({ id, address: host }: Container, { spec }: PresentGoal) {
    if (!host) return look()
    const { password, web } = spec
    const desktop = { host, port: web?.port ?? RFB_PORT, password, web }
    const { signal } = waiting
    const late = setTimeout(() => void complain(id, signal), SILENT_DESKTOP_MS)
    try {
      if (await context.reach(desktop, signal)) remember({ answered: id })
    } finally {
      clearTimeout(late)
    }
  }

  /** Its desktop may still come, but whoever waits should know what it does instead. */
  async function complain(id: string, signal: AbortSignal) {
    const said = await lastWordsOf(engine, id, log).catch(messageOf)
    if (signal.aborted || memory.answered === id) return
    remember({ trouble: texts.silentDesktop(SILENT_DESKTOP_MS / 1000, said) })
  }

  async function start({ id }: Container) {
    const restarted = isPresent(wish) ? wish.turn : undefined
    const run = isPresent(wish) ? wish.spec.run : undefined
    if (run) await context.share(run, '')
    try {
      await engine.start(id)
      remember({ restarted })
    } catch (error) {
      if (error instanceof DockerRefused) await engine.endLeftovers(id)
      throw error
    }
  }

  async function remove({ id, generation, state }: Container) {
    const wanted = wish === 'nothing' ? 'no goal' : isPresent(wish) ? 'newer' : 'absent'
    log.info('Removing a session', { session, generation, wanted })
    await engine.remove(id)
    if (state === 'created') await engine.endLeftovers(id)
  }

  async function sweep() {
    const label = [`${LABEL.installation}=${context.installation}`, `${LABEL.session}=${session}`]
    for (const volume of await engine.volumes(...label)) await engine.removeVolume(volume)
    remember({ swept: true })
  }

  async function perform(step: Exclude<Step, 'rest'>) {
    switch (step) {
      case 'create':
        if (isPresent(wish)) await create(wish)
        return
      case 'start':
        if (container) await start(container)
        return look()
      case 'probe':
        if (container && isPresent(wish)) await probe(container, wish)
        return
      case 'pause':
      case 'unpause':
      case 'stop':
        if (container) await engine[step](container.id)
        return look()
      case 'listen':
        if (container) await listen(container)
        return
      case 'remove':
        if (container) await remove(container)
        return look()
      case 'sweep':
        return sweep()
    }
  }

  function fail(step: Step, error: unknown) {
    failures++
    log.warn('A step failed', { session, step, failures, problem: messageOf(error) })
    const what = error instanceof ImageProblem ? 'image' : 'container'
    const final = what === 'image' || failures >= ATTEMPTS
    if (!final || typeof wish !== 'object' || (step !== 'create' && step !== 'start')) return
    failures = 0
    remember({ failed: { generation: wish.generation, what, problem: messageOf(error) } })
  }

  /** Ends when nothing is left to do, or when it cannot go on; `wake` then starts it anew. */
  async function loop() {
    while (!stopped) {
      if (waiting.signal.aborted) waiting = new AbortController()
      let step: Step = 'rest'
      try {
        if (stale) await look()
        step = nextStep(wish, container, memory)
        const held = (step === 'create' || step === 'start') && !context.mayStart()
        if (stale) continue
        if (step === 'rest' || held) break
        await perform(step)
        failures = 0
        if (memory.trouble !== undefined) remember({ trouble: undefined })
      } catch (error) {
        stale = true
        remember({ trouble: messageOf(error) })
        if (error instanceof DockerUnreachable) break
        fail(step, error)
        await pause(backOff(failures, 200, 5000), waiting.signal)
      }
    }
    // Not after an await: a wake between the last decision and this would be lost.
    busy = false
  }

  function run() {
    if (busy) return
    busy = true
    running = loop()
  }

  /** Something is different: whatever is being waited for may no longer be right. */
  function wake() {
    waiting.abort()
    run()
  }

  return {
    /** A new wish ends whatever wait the one before led to. */
    want(next: Wish) {
      if (sameWish(wish, next)) return
      if (turnOf(wish) !== turnOf(next)) memory = { ...memory, ...ANEW }
      wish = next
      failures = 0
      memory = { ...memory, trouble: undefined }
      context.changed()
      wake()
    },

    /** Something has happened to the container: look at it again. */
    notice(what = '') {
      // Of our own making, and looked at already; it would only interrupt the wait for the desktop.
      if (what === 'start' && busy) return
      if (what === 'oom') remember({ outOfMemory: true })
      stale = true
      wake()
    },

    /** Go on after a hold-up: Docker was away, or the firewall did not stand. */
    resume: run,

    /** Does a comparison with Docker's list show the container as this worker knows it? */
    agrees(listed: Container | undefined): boolean {
      return (
        listed?.id === container?.id &&
        listed?.state === container?.state &&
        listed?.address === container?.address
      )
    },

    watchMemory() {
      if (container?.state !== 'running' || memory.outOfMemory) return
      if (context.ranOutOfMemory(container)) remember({ outOfMemory: true })
    },

    /** An absence ends a session for good, so it is only told when nothing says to look again. */
    fact(): SessionFact | undefined {
      const image = isPresent(wish) ? wish.spec.image : ''
      const fact = factOf(wish, container, memory, memory.pulling ? context.percentOf(image) : 0)
      return fact?.state === 'absent' && (stale || looking) ? undefined : fact
    },

    /** Nobody wants it and nothing of it is left. */
    isOver(): boolean {
      return wish === 'nothing' && !busy && !container && memory.swept === true
    },

    /** Leaves the container as it is. */
    async [Symbol.asyncDispose]() {
      stopped = true
      waiting.abort()
      await running
    },
  }
}

function sameWish(a: Wish, b: Wish): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.want === b.want && a.generation === b.generation && a.turn === b.turn
}

function turnOf(wish: Wish): number {
  return typeof wish === 'object' ? (wish.turn ?? 0) : 0
}

/** What was seen of a container in an earlier turn says nothing of how it fares now. */
const ANEW: Memory = { failed: undefined, lastWords: undefined, outOfMemory: false }
