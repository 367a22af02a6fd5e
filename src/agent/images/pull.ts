import type { Docker } from '../docker.ts'
import { pullFailure } from './failures.ts'
import { createPullProgress } from './pull-progress.ts'
import { followWork, type WorkMessage } from './work-stream.ts'

type Pulling = {
  readonly progress: (percent: number) => void
  readonly signal: AbortSignal
  readonly patienceMs: number
}

/** Gets an image from its registry. Throws an ImageFailed or a DockerUnreachable. */
export async function pullImage(
  docker: Pick<Docker, 'pull'>,
  reference: string,
  { progress, signal, patienceMs }: Pulling,
): Promise<void> {
  const percentAfter = createPullProgress()
  try {
    await followWork((stop) => docker.pull(withTag(reference), stop), {
      signal,
      patienceMs,
      isProgress,
      take: (message) => progress(percentAfter(message)),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw pullFailure(reference, error, patienceMs)
  }
}

/** Docker retries for more than a minute, and says so each second: that is no progress. */
function isProgress({ status = '' }: WorkMessage): boolean {
  return !/^(Retrying|Waiting)/.test(status)
}

/** Without a tag, Docker would pull every tag there is. */
export function withTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(name) ? reference : `${reference}:latest`
}
