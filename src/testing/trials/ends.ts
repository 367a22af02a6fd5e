import { containerName } from '../../agent/container.ts'
import { ILLNESSES } from '../../agent/testing/relay.ts'
import { docker } from '../engine.ts'
import { until } from '../until.ts'
import type { Chance } from './chance.ts'
import { readContainers } from './facts.ts'
import { forcedEnds } from './forced.ts'
import { type Fault, IllEngine } from './ill-engine.ts'
import { force, untilState } from './session-states.ts'
import type { Stage } from './stage.ts'
import type { Trial } from './trial.ts'

export const ENDS: readonly Trial[] = [
  { name: 'ends-teardown', layout: 'three', round: teardown, most: 5 },
  { name: 'ends-by-force', layout: 'three', round: forcedEnds, most: 5 },
]

/** A session that is to end, with what the engine has of it. */
type Doomed = { readonly session: string; readonly container: string; readonly volume: string }

/** What an agent asks for to end a session, in this order. */
const STEPS: readonly ((doomed: Doomed) => string)[] = [
  ({ container }) => `^DELETE /containers/${container}`,
  ({ session }) => `^GET /containers/${containerName(session)}/json`,
  ({ session }) => `^GET /volumes\\?.*casement\\.session=${session}`,
  ({ volume }) => `^DELETE /volumes/${volume}`,
]

/**
 * Each step of a session's end fails: once, which is tried again and noticed by nobody; and for ever,
 * which is said until it works. Of those one is forced away meanwhile.
 */
async function teardown(stage: Stage, chance: Chance): Promise<number> {
  const illnesses = Array.from({ length: 2 * STEPS.length }, () => pick(ILLNESSES, chance))
  const forced = Math.floor(chance.next() * STEPS.length)
  await using engine = await IllEngine.between(stage)
  const doomed = await launchDoomed(stage, illnesses.length)
  const faults = doomed.map((one, i): Fault => {
    const step = STEPS[i % STEPS.length]
    const illness = illnesses[i]
    if (!step || !illness) throw new Error('no such step')
    const times = i < STEPS.length ? 1 : Number.POSITIVE_INFINITY
    return engine.fail(new RegExp(step(one)), illness, times)
  })
  const once = doomed.slice(0, STEPS.length)
  const stuck = doomed.slice(STEPS.length)

  const began = performance.now()
  await Promise.all(doomed.map(({ session }) => stage.end(session)))
  await Promise.all(once.map(({ session }) => untilState(stage, session, 'deleted')))
  for (const { session } of stuck) await untilSaid(stage, session)
  const [unmet] = faults.filter(({ met }) => met === 0)
  if (unmet) throw new Error(`${unmet.call} was never asked for`)

  // Past its deadline the row says so still, and nobody has called it gone.
  const ids = stuck.map(({ session }) => session)
  await stage.sql`update sessions set deadline_at = now() - interval '1 minute' where id in ${stage.sql(ids)}`
  await untilSweep(stage)
  for (const { session } of stuck) {
    await untilState(stage, session, 'deleting')
    await untilSaid(stage, session)
  }
  await force(stage, ids[forced] ?? '')

  engine.heal()
  await stage.settle()
  // The forced one holds nothing any more; what the host has of it goes when its agent tries again.
  await until('the end of its volumes', async () => {
    const ours = `label=casement.installation=${stage.installation}`
    const left = await docker('volume', 'ls', '-q', '--filter', ours)
    if (left.length > 0) throw new Error(`left: ${left.join()}`)
    return true
  })
  return performance.now() - began
}

function pick<T>(choices: readonly T[], chance: Chance): T | undefined {
  return choices[Math.floor(chance.next() * choices.length)]
}

/** Sessions that run, each with a volume of its own besides. */
async function launchDoomed(stage: Stage, count: number): Promise<Doomed[]> {
  const sessions = await Promise.all(Array.from({ length: count }, () => stage.launch()))
  await stage.settle()
  const containers = await readContainers(stage.installation)
  return Promise.all(
    sessions.map(async (session) => {
      const container = containers.find((one) => one.session === session)?.id
      if (!container) throw new Error(`session ${session} has no container`)
      const labels = { installation: stage.installation, session }
      const flags = Object.entries(labels).map(
        ([name, value]) => `--label=casement.${name}=${value}`,
      )
      const [volume = ''] = await docker('volume', 'create', ...flags)
      return { session, container, volume }
    }),
  )
}

/** Its owner, and an admin in the list, read why it is not gone. */
async function untilSaid(stage: Stage, session: string): Promise<void> {
  const json = { accept: 'application/json' }
  await until(`a sentence on session ${session}`, async () => {
    const { state, sentence } = await (
      await stage.admin.get(`/sessions/${session}/progress`, json)
    ).json()
    if (state !== 'deleting') throw new Error(`It exited: ${session} is ${state}, not stuck`)
    return /cannot end it yet\. .+/.test(sentence ?? '')
  })
  const page = await (await stage.admin.get(`/admin/sessions/${session}`)).text()
  if (!page.includes('cannot end it yet')) throw new Error(`an admin is not told of ${session}`)
}

/** The manager has looked for what is overdue since now: it looks every few seconds. */
async function untilSweep(stage: Stage): Promise<void> {
  const probe = await stage.launch()
  await untilState(stage, probe, 'running')
  await stage.sql`update sessions set expires_at = now() where id = ${probe}`
  await untilState(stage, probe, 'deleted')
  stage.promises.ended.add(probe)
}
