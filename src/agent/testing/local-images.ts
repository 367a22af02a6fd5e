import { host as texts } from '../../texts/host.ts'
import type { Docker } from '../docker.ts'
import type { ImageSource } from '../image-source.ts'

/** Images that are on this host already: nothing is pulled or built. */
export function localImages(docker: Docker): ImageSource {
  return {
    async ensure(reference) {
      if (!(await docker.image(reference))) throw new Error(texts.noSuchImage(reference))
    },
    want: () => {},
    facts: () => [],
    [Symbol.asyncDispose]: async () => {},
  }
}
