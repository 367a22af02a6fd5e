import { messageOf } from '../../errors.ts'
import { imageWork as texts } from '../../texts/image-work.ts'
import type { Docker } from '../docker.ts'
import { isStatus } from '../docker-errors.ts'
import { buildImage, RECIPE_LABEL } from './build.ts'
import { DEBIAN, type MakeDebian } from './debian.ts'
import { ImageFailed } from './failures.ts'
import { pullImage } from './pull.ts'
import type { Recipe, Recipes } from './recipes.ts'

export type ImageEngine = Pick<Docker, 'image' | 'pull' | 'build' | 'removeImage'>

export type Report = (percent: number, message: string) => void

export type Kitchen = {
  readonly recipes: Recipes
  readonly makeDebian: MakeDebian
  /** URL of the proxy that builds use; empty for none. */
  readonly buildProxy: string
}

type Step = (report: Report, signal: AbortSignal) => Promise<void>

/** A host without a way to the registry must not make a person wait for long. */
const FOUNDATION_PATIENCE_MS = 20_000

/** Makes images of ours, with all that they stand on: one at a time, since each build takes the whole host. */
export function createBuilder(docker: ImageEngine, { recipes, makeDebian, buildProxy }: Kitchen) {
  let last: Promise<unknown> = Promise.resolve()

  /** What is missing below a reference, itself last. An image by the current recipe lacks nothing. */
  async function stepsTo(reference: string, replaced: string[]): Promise<Step[]> {
    const image = await docker.image(reference)
    const recipe = recipes.get(reference)
    if (image && (!recipe || isCurrent(image, recipe))) return []
    if (!recipe) return [(report, signal) => getFoundation(reference, report, signal)]
    const below = await stepsTo(recipe.parent, replaced)
    if (image) replaced.push(image.id)
    return [...below, (report, signal) => build(recipe, report, signal)]
  }

  function build(recipe: Recipe, report: Report, signal: AbortSignal): Promise<void> {
    return buildImage(docker, recipe, {
      proxy: buildProxy,
      signal,
      progress: ({ percent, step, steps }) =>
        report(percent, texts.building(recipe.reference, step, steps)),
    })
  }

  async function getFoundation(reference: string, report: Report, signal: AbortSignal) {
    const patienceMs = FOUNDATION_PATIENCE_MS
    const progress = (percent: number) => report(percent, texts.pulling(reference))
    try {
      await pullImage(docker, reference, { progress, signal, patienceMs })
    } catch (error) {
      if (reference !== DEBIAN || !(error instanceof ImageFailed)) throw error
      await makeFoundation(error.message, report, signal)
    }
  }

  async function makeFoundation(problem: string, report: Report, signal: AbortSignal) {
    const message = texts.debootstrap(DEBIAN, problem)
    report(0, message)
    try {
      await makeDebian((percent) => report(percent, message), signal)
    } catch (error) {
      signal.throwIfAborted()
      throw new ImageFailed(texts.noDebian(DEBIAN, problem, messageOf(error)), { cause: error })
    }
  }

  async function make(recipe: Recipe, report: Report, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const replaced: string[] = []
    const steps = await stepsTo(recipe.reference, replaced)
    for (const [index, step] of steps.entries()) {
      await step(
        (percent, message) => report(Math.floor((index * 100 + percent) / steps.length), message),
        signal,
      )
    }
    for (const id of replaced.reverse()) await removeUnused(id)
  }

  /** Sessions may still run from it, or other images stand on it: then Docker says 409, and keeps it. */
  async function removeUnused(id: string) {
    try {
      await docker.removeImage(id)
    } catch (error) {
      if (!isStatus(error, 409)) throw error
    }
  }

  return (recipe: Recipe, report: Report, signal: AbortSignal): Promise<void> => {
    report(0, texts.waits)
    const turn = last.then(() => make(recipe, report, signal))
    last = turn.catch(() => undefined) // whoever asked hears of it; the next one has its turn
    return turn
  }
}

export function isCurrent(
  { labels }: { readonly labels: Readonly<Record<string, string>> },
  recipe: Recipe,
): boolean {
  return labels[RECIPE_LABEL] === recipe.hash
}
