import { openDocker } from '../../agent/docker.ts'
import { TEST_ENTRYPOINT, testRootfs } from '../../agent/testing/test-image.ts'
import { openRegistry, REGISTRY_ILLNESSES, type RegistryIllness } from '../registry.ts'
import { until } from '../until.ts'
import type { Chance } from './chance.ts'
import { expectPage, untilState } from './session-states.ts'
import type { Stage } from './stage.ts'
import { addWorkspace } from './workspace.ts'

const ENGINE = '/var/run/docker.sock'
const IMAGE_SECONDS = 200

type Words = Readonly<Partial<Record<RegistryIllness, RegExp>>>

/** What is refused at once. */
const AT_ONCE: Words = {
  error: /500|cannot be pulled/,
  'bad checksum': /verification failed/,
}

/** What Docker tries again by itself first, for more than a minute, or what we wait for. */
const LATE: Words = {
  'layer error': /500|cannot be pulled/,
  truncated: /EOF|cannot be (pulled|reached)/,
}

/** A registry that says no or sends rubbish, and one that stops in the middle. */
export function badRegistry(stage: Stage, chance: Chance): Promise<number> {
  return pulls(stage, chance, AT_ONCE)
}

/** One that fails half-way. */
export function flakyRegistry(stage: Stage, chance: Chance): Promise<number> {
  return pulls(stage, chance, LATE)
}

/**
 * The image of a workspace cannot be had: that is said where people look, other sessions start as ever,
 * and once the registry is well the image comes by itself.
 */
async function pulls(stage: Stage, chance: Chance, ills: Words): Promise<number> {
  const docker = openDocker(ENGINE)
  using rootfs = await testRootfs()
  await using registry = await openRegistry(rootfs, TEST_ENTRYPOINT)
  const reference = `${registry.host}/trial/app:${Math.floor(chance.next() * 1e6)}`
  let slowest = 0
  for (const [illness, words] of Object.entries(ills)) {
    registry.fall(illnessOf(illness))
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => docker.removeImage(reference))
    const options = { image: reference, memory: '256 MiB' }
    const workspace = cleanUp.use(await addWorkspace(stage, options))
    const early = await workspace.launch()
    await untilState(stage, await stage.launch(), 'running')
    await untilState(stage, early, 'failed', IMAGE_SECONDS)
    await expectPage(stage, `/sessions/${early}`, words)
    await until('the image to be said to fail', async () => {
      const [row] = await stage.sql`select state, message from agent_images
        where reference = ${reference}`
      return row?.state === 'failed' && words.test(row.message) && /tried again/.test(row.message)
    })
    await expectPage(stage, '/admin/images', words)
    const late = await workspace.launch()
    await untilState(stage, late, 'failed')
    await expectPage(stage, `/sessions/${late}`, words)

    const began = performance.now()
    registry.heal()
    await untilReady(stage, reference)
    await untilState(stage, await workspace.launch(), 'running')
    slowest = Math.max(slowest, performance.now() - began)
    await stage.clear()
  }
  return slowest
}

/** A pull that stops in the middle holds up nobody, and goes on where it was. */
export async function stallingRegistry(stage: Stage, chance: Chance): Promise<number> {
  const docker = openDocker(ENGINE)
  using rootfs = await testRootfs()
  await using registry = await openRegistry(rootfs, TEST_ENTRYPOINT)
  const reference = `${registry.host}/trial/app:${Math.floor(chance.next() * 1e6)}`
  registry.fall('stall')
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => docker.removeImage(reference))
  const workspace = cleanUp.use(await addWorkspace(stage, { image: reference, memory: '256 MiB' }))
  const session = await workspace.launch()
  await untilState(stage, session, 'pulling')
  await untilState(stage, await stage.launch(), 'running')
  const began = performance.now()
  registry.heal()
  await untilState(stage, session, 'running')
  const recovered = performance.now() - began
  await stage.clear()
  return recovered
}

function illnessOf(name: string): RegistryIllness {
  const found = REGISTRY_ILLNESSES.find((one) => one === name)
  if (!found) throw new Error(`a registry knows no ${name}`)
  return found
}

async function untilReady(stage: Stage, reference: string): Promise<void> {
  await until('the image', async () => {
    const [row] = await stage.sql`select state from agent_images where reference = ${reference}`
    return row?.state === 'ready'
  })
}
