import type { ImageFact } from '../../contract/checkin.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { backOff } from '../../pause.ts'
import { imageWork as texts } from '../../texts/image-work.ts'
import { DockerUnreachable } from '../docker-errors.ts'
import type { ImageSource } from '../image-source.ts'
import { createBuilder, type ImageEngine, isCurrent, type Kitchen } from './builder.ts'
import { pullImage } from './pull.ts'

type ImageOptions = Kitchen & { readonly changed: () => void; readonly log: Logger }

type Entry = {
  fact: ImageFact
  /** The attempt under way; it resolves with why it failed, and never rejects. */
  attempt: Promise<Error | undefined> | undefined
  failures: number
  lastFailure: { readonly at: number; readonly problem: Error } | undefined
  retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Of the admin, as the goals count them. */
  retries: number
}

const PULL_PATIENCE_MS = 180_000
/** A percentage that moves is told no more often. */
const TELL_EVERY_MS = 500
const SHORTEST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000
/** Docker Engine itself comes back sooner than a registry. */
const ENGINE_RETRY_MS = 10_000
/** How often images that are ready are looked at: an admin may have removed one. */
const LOOK_EVERY_MS = 60_000

/**
 * The images of this host. Those with a recipe are built, and built anew when the recipe changed (the
 * old one serves until then); every other reference is pulled. One attempt per image at a time; what is
 * wanted and failed is tried again, less and less often.
 */
export function createImages(
  docker: ImageEngine,
  { changed, log, ...kitchen }: ImageOptions,
): ImageSource {
  const build = createBuilder(docker, kitchen)
  const entries = new Map<string, Entry>()
  const stop = new AbortController()
  /** Seen by their current recipe. If another one replaces such an image later, somebody wanted that. */
  const renewed = new Set<string>()
  let wanted: ReadonlySet<string> = new Set()
  let told = Number.NEGATIVE_INFINITY

  function entryOf(reference: string): Entry {
    const known = entries.get(reference)
    if (known) return known
    const entry: Entry = {
      fact: { reference, state: 'absent', percent: 0, message: '', size: 0 },
      attempt: undefined,
      failures: 0,
      lastFailure: undefined,
      retryTimer: undefined,
      retries: 0,
    }
    entries.set(reference, entry)
    return entry
  }

  /** The one writer of facts. */
  function tell(entry: Entry, news: Partial<ImageFact>) {
    const before = entry.fact
    entry.fact = { ...before, ...news }
    const { state, percent, message } = entry.fact
    const moved = percent !== before.percent && performance.now() - told >= TELL_EVERY_MS
    if (state === before.state && message === before.message && !moved) return
    told = performance.now()
    changed()
  }

  function recipeOf(reference: string) {
    return kitchen.recipes.get(reference.replace(/:latest$/, ''))
  }

  /** What stands on most takes longest, and nobody should wait for a small image behind it. */
  function recipesBelow(reference: string): number {
    const recipe = recipeOf(reference)
    return recipe ? 1 + recipesBelow(recipe.parent) : 0
  }

  function start(entry: Entry): Promise<Error | undefined> {
    clearTimeout(entry.retryTimer)
    entry.retryTimer = undefined
    entry.attempt ??= attempt(entry).finally(() => {
      entry.attempt = undefined
    })
    return entry.attempt
  }

  async function attempt(entry: Entry): Promise<Error | undefined> {
    const { reference } = entry.fact
    try {
      await obtain(entry)
      const image = await docker.image(reference)
      entry.failures = 0
      entry.lastFailure = undefined
      tell(entry, {
        state: 'ready',
        percent: 100,
        message: '',
        size: image?.size ?? 0,
        id: image?.id ?? '',
      })
      return undefined
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(messageOf(error))
      if (!stop.signal.aborted) remember(entry, problem)
      return problem
    }
  }

  /** Returns when the image is there and current. */
  async function obtain(entry: Entry) {
    const { reference } = entry.fact
    const image = await docker.image(reference)
    const recipe = recipeOf(reference)
    if (image && recipe && isCurrent(image, recipe)) renewed.add(reference)
    if (image && (!recipe || renewed.has(reference))) return
    if (recipe) {
      log.info('Building an image', { image: reference })
      await build(
        recipe,
        (percent, message) => tell(entry, working(image, percent, message)),
        stop.signal,
      )
    } else {
      log.info('Pulling an image', { image: reference })
      tell(entry, { state: 'pulling', percent: 0, message: texts.pulling(reference) })
      const progress = (percent: number) => tell(entry, { percent })
      const options = { progress, signal: stop.signal, patienceMs: PULL_PATIENCE_MS }
      await pullImage(docker, reference, options)
    }
    renewed.add(reference)
    log.info('The image is ready', { image: reference })
  }

  function remember(entry: Entry, problem: Error) {
    const { reference } = entry.fact
    entry.failures++
    entry.lastFailure = { at: performance.now(), problem }
    log.warn('An image cannot be had', { image: reference, problem: problem.message })
    const again = wanted.has(reference)
    if (again) {
      const longest = problem instanceof DockerUnreachable ? ENGINE_RETRY_MS : LONGEST_RETRY_MS
      const wait = backOff(entry.failures, SHORTEST_RETRY_MS, longest)
      entry.retryTimer = setTimeout(() => void start(entry), wait)
    }
    const message = again ? texts.again(problem.message) : problem.message
    const isThere = entry.fact.state === 'ready'
    tell(entry, {
      ...(isThere ? {} : { state: 'failed', percent: 0 }),
      message: message.slice(0, 2000),
    })
  }

  const looking = setInterval(() => {
    for (const entry of entries.values()) if (entry.fact.state === 'ready') void start(entry)
  }, LOOK_EVERY_MS)

  return {
    async ensure(reference) {
      const image = await docker.image(reference)
      // Not before the look: what nobody wants is forgotten meanwhile, and nothing would end its attempt.
      const entry = entryOf(reference)
      if (image) {
        tell(entry, { state: 'ready', percent: 100, size: image.size, id: image.id })
        void start(entry) // to renew it, if its recipe changed; it serves meanwhile
        return
      }
      if (entry.fact.state === 'ready') tell(entry, { state: 'absent', percent: 0, size: 0 })
      const { lastFailure } = entry
      const recent = lastFailure && performance.now() - lastFailure.at < SHORTEST_RETRY_MS
      if (recent && !entry.attempt) throw lastFailure.problem
      const problem = await start(entry)
      if (problem) throw problem
    },

    want({ images, imageRetries }) {
      wanted = new Set(images)
      for (const [reference, entry] of entries) {
        if (wanted.has(reference) || entry.attempt) continue
        clearTimeout(entry.retryTimer)
        entries.delete(reference)
      }
      const foundationsFirst = [...wanted].sort((a, b) => recipesBelow(a) - recipesBelow(b))
      for (const reference of foundationsFirst) {
        const entry = entryOf(reference)
        const asked = imageRetries[reference] ?? 0
        const isIdle = entry.fact.state !== 'ready' && !entry.retryTimer
        if (isIdle || asked > entry.retries) void start(entry)
        entry.retries = asked
      }
    },

    facts: () => [...entries.values()].map(({ fact }) => fact),

    async [Symbol.asyncDispose]() {
      clearInterval(looking)
      stop.abort()
      for (const { retryTimer } of entries.values()) clearTimeout(retryTimer)
      await Promise.all([...entries.values()].map(({ attempt }) => attempt))
    },
  }
}

/** While an older image serves, a build is no reason to wait. */
function working(older: unknown, percent: number, message: string): Partial<ImageFact> {
  if (!older) return { state: 'building', percent, message }
  return { state: 'ready', percent: 100, message: texts.rebuilding }
}
