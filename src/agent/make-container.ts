import { containerBody } from '../domain/container-body.ts'
import { type Container, containerName, LABEL } from './container.ts'
import type { Image } from './docker.ts'
import { isStatus } from './docker-errors.ts'
import type { PresentGoal } from './plan.ts'
import type { WorkerContext } from './worker-context.ts'

/** Makes the container of a goal, not started yet; undefined where Docker says that its name is taken. */
export async function makeContainer(
  { engine, installation, network, isolated, hostCores, share }: WorkerContext,
  { session, generation, spec }: PresentGoal,
  { user: imageUser, home: imageHome }: Image,
): Promise<Container | undefined> {
  const deviceGroups = spec.run ? await share(spec.run, imageUser) : []
  try {
    const body = containerBody(spec, {
      name: containerName(session),
      labels: {
        [LABEL.installation]: installation,
        [LABEL.session]: session,
        [LABEL.generation]: String(generation),
        ...(spec.profile ? { [LABEL.profile]: spec.profile.id } : {}),
      },
      ...{ network, isolated, hostCores, imageUser, imageHome, deviceGroups },
    })
    const id = await engine.create(body)
    const about = { session, installation, generation, state: 'created' as const }
    return { id, ...about, address: undefined, pid: 0, exitCode: 0, outOfMemory: false }
  } catch (error) {
    if (isStatus(error, 409)) return undefined
    throw error
  }
}
