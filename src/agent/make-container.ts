import type { Container } from './container.ts'
import { containerBody } from './container-spec.ts'
import type { Image } from './docker.ts'
import { isStatus } from './docker-errors.ts'
import type { PresentGoal } from './plan.ts'
import type { WorkerContext } from './worker-context.ts'

/** Makes the container of a goal, not started yet; undefined where Docker says that its name is taken. */
export async function makeContainer(
  { engine, installation, network, hostCores }: WorkerContext,
  { session, generation, spec }: PresentGoal,
  { user: imageUser, home: imageHome }: Image,
): Promise<Container | undefined> {
  const labels = { session, installation, generation }
  try {
    const owner = { ...labels, network, hostCores, imageUser, imageHome }
    const id = await engine.create(containerBody(spec, owner))
    const rest = { address: undefined, pid: 0, exitCode: 0, outOfMemory: false }
    return { id, ...labels, state: 'created', ...rest }
  } catch (error) {
    if (isStatus(error, 409)) return undefined
    throw error
  }
}
