import { until } from '../until.ts'
import { IllEngine } from './ill-engine.ts'
import { expectPage, untilFailed, untilState } from './session-states.ts'
import type { Stage } from './stage.ts'

/** By when everybody must know: a look of the agent's, its patience, and a check-in. */
const KNOWN_SECONDS = 45

/**
 * The engine stops in the middle of what it does. The agent goes on reporting and says so, what is asked
 * for meanwhile ends with a sentence or waits with one, sessions live on, and all goes on by itself.
 */
export async function hungEngine(stage: Stage): Promise<number> {
  await using engine = await IllEngine.between(stage)
  const ending = await stage.launch()
  await stage.settle()
  engine.freeze()
  const [waiting] = await Promise.all([stage.launch(), stage.end(ending)])

  await until('the host to say that its engine hangs', () => hangs(stage), KNOWN_SECONDS)
  await expectPage(stage, '/admin/agents', /cannot run sessions.*does not answer/is)
  const refused = await stage.launch()
  await untilState(stage, refused, 'failed')
  await expectPage(stage, `/sessions/${refused}`, /does not answer/)
  await until('a sentence on the end', async () => {
    const page = await stage.admin.get(`/sessions/${ending}`)
    return /cannot end it yet\. .*does not answer/s.test(await page.text())
  })
  // The rest of its minute.
  await stage.sql`update sessions set deadline_at = now() where id = ${waiting}`
  await untilFailed(stage, waiting, /was given up\. .*does not answer/)
  const [lost] = await stage.sql`select 1 from sessions where state = 'lost'`
  if (lost) throw new Error('a session counts as lost although its host reports')
  for (const viewer of stage.viewers.values()) {
    if ((await viewer.roundTrip()) === undefined) throw new Error('I4: a viewer sees nothing')
  }

  const began = performance.now()
  engine.thaw()
  await stage.settle()
  const recovered = performance.now() - began
  await untilState(stage, await stage.launch(), 'running')
  await stage.clear()
  return recovered
}

/** It has reported a moment ago, and said so. */
async function hangs({ sql }: Stage): Promise<boolean> {
  const found = await sql`select 1 from agents where checked_in_at > now() - interval '12 seconds'
    and facts -> 'docker' ->> 'problem' like '%does not answer%'`
  return found.length > 0
}
