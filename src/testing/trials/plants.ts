import { docker } from '../engine.ts'
import type { Stage } from './stage.ts'

/**
 * Faults that the platform cannot be blamed for, made by the trial itself: one that passes although
 * one of these happened proves nothing.
 */
export const PLANTS = {
  /** A session that runs loses its row. */
  async 'lost-row'(stage: Stage) {
    await stage.sql`delete from sessions where id = ${victimOf(stage)}`
  },

  /** A session gets a second container. */
  async 'doubled-container'(stage: Stage) {
    const labels = {
      'casement.installation': stage.installation,
      'casement.session': victimOf(stage),
      'casement.generation': '1',
    }
    const flags = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`])
    const sleep = ['--network', 'none', '--entrypoint', 'sleep', 'casement/base', '600']
    await docker('run', '-d', ...flags, ...sleep)
  },

  /** What the manager tells the agent is not heard. */
  async 'dropped-message'(stage: Stage) {
    process.kill(stage.layout.process('agent').pid, 'SIGSTOP')
    await stage.launch()
  },
} as const satisfies Record<string, (stage: Stage) => Promise<void>>

export type Plant = keyof typeof PLANTS

function victimOf(stage: Stage): string {
  const [session] = stage.viewers.keys()
  if (!session) throw new Error('nobody sits before a session')
  return session
}
