import { Readable } from 'node:stream'
import type { Docker } from '../docker.ts'
import { type BuildState, createBuildProgress } from './build-progress.ts'
import { buildFailure } from './failures.ts'
import { dockerfile, type Recipe } from './recipes.ts'
import { tarOf } from './tar.ts'
import { followWork } from './work-stream.ts'

/** On an image of ours: the hash of the recipe that it was made by. */
export const RECIPE_LABEL = 'casement.recipe'

/** Unpacking a large package on a slow disk says nothing for minutes. */
const PATIENCE_MS = 900_000

type Building = {
  readonly progress: (state: BuildState) => void
  readonly signal: AbortSignal
  /** URL of the proxy that its downloads use; empty for none. */
  readonly proxy: string
}

/** Makes an image by its recipe; its parent has to be there. Throws an ImageFailed or a DockerUnreachable. */
export async function buildImage(
  docker: Pick<Docker, 'build'>,
  recipe: Recipe,
  { progress, signal, proxy }: Building,
): Promise<void> {
  const output = createBuildProgress(dockerfile(recipe.files))
  const options = {
    t: recipe.reference,
    labels: { [RECIPE_LABEL]: recipe.hash },
    ...(proxy ? { buildargs: { http_proxy: proxy, https_proxy: proxy } } : {}),
    rm: true,
    forcerm: true,
  }
  try {
    await followWork((stop) => docker.build(Readable.from([tarOf(recipe.files)]), options, stop), {
      signal,
      patienceMs: PATIENCE_MS,
      take: (message) => progress(output.take(message)),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw buildFailure(recipe.reference, error, output.complaint(), PATIENCE_MS)
  }
}
