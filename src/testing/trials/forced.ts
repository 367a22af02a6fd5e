import type { SessionState } from '../../domain/session.ts'
import type { Chance } from './chance.ts'
import { IllEngine } from './ill-engine.ts'
import { force, untilState } from './session-states.ts'
import type { Stage } from './stage.ts'
import { press } from './sweep-operation.ts'
import { addWorkspace } from './workspace.ts'

/** Nothing answers there: the relay never hands on the pull. */
const NOWHERE = '127.0.0.1:9/trial/app'

/**
 * A session in each state that a row can be found in, every one forced away while its host does nothing
 * about it; then the host is well again and cleans up.
 */
export async function forcedEnds(stage: Stage, chance: Chance): Promise<number> {
  await using engine = await IllEngine.between(stage)
  engine.fail(/^POST \/images\/create\?.*127\.0\.0\.1:9/, 'hang')
  await using elsewhere = await addWorkspace(stage, { image: NOWHERE })
  const launch = () => stage.launch()
  const sessions = await Promise.all([launch(), launch(), launch(), launch(), launch(), launch()])
  await stage.settle()
  const [running, ending, lost, paused, stopped, stopping] = sessions
  await press(stage, paused, 'pause')
  await press(stage, stopped, 'stop')
  await untilState(stage, stopped, 'stopped')

  engine.fail(/^DELETE \/containers\//, chance.next() < 0.5 ? 'refuse' : 'drop')
  await forceAs(stage, 'running', running)
  await forceAs(stage, 'paused', paused)
  await forceAs(stage, 'stopped', stopped)
  engine.fail(/^POST \/containers\/\w+\/stop/, 'refuse')
  await press(stage, stopping, 'stop')
  await forceAs(stage, 'stopping', stopping)
  await stage.end(ending)
  await forceAs(stage, 'deleting', ending)
  await forceAs(stage, 'pulling', await elsewhere.launch())
  const refused = engine.fail(/^POST \/containers\/\w+\/start/, 'refuse')
  await forceAs(stage, 'failed', await stage.launch())
  refused.left = 0
  engine.fail(/^POST \/containers\/create/, 'hang')
  await forceAs(stage, 'starting', await stage.launch())

  process.kill(engine.agent.pid, 'SIGSTOP')
  await forceAs(stage, 'placing', await stage.launch())
  await stage.sql`update agents set checked_in_at = now() - interval '31 seconds'`
  await forceAs(stage, 'lost', lost)

  const began = performance.now()
  process.kill(engine.agent.pid, 'SIGCONT')
  engine.heal()
  await stage.settle()
  return performance.now() - began
}

async function forceAs(stage: Stage, state: SessionState, session: string): Promise<void> {
  await untilState(stage, session, state)
  await force(stage, session)
}
