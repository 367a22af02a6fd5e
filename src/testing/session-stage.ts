import { recordCheckIn } from '../db/check-in.ts'
import { findSession } from '../db/sessions.ts'
import { addAgent, addWorkspace, checkIn } from './fixtures.ts'
import { type Browser, testManager } from './manager.ts'

/** What the agent of a session stage has. */
export const LARGE = { cores: 1000, memory: 4000 * 1024 ** 3 }

/** A manager with one large agent and one workspace, whose sessions tests launch from browsers. */
export async function sessionStage() {
  const manager = await testManager()
  const { db } = manager
  const agent = await addAgent(db, 'atlas', 1000, 4000)
  const workspace = await addWorkspace(db, { name: 'Desk <top>' })

  return {
    manager,
    db,
    agent,
    workspace,

    /** Signed in, with a name of their own. */
    async somebody(): Promise<{ id: string; browser: Browser }> {
      const name = crypto.randomUUID()
      const id = await manager.addUser(name)
      return { id, browser: await manager.signIn(name) }
    },

    /** The id of a session that `browser` launched. */
    async launch(browser: Browser, fields: Record<string, string> = {}): Promise<string> {
      const key = crypto.randomUUID()
      const answer = await browser.post(`/workspaces/${workspace}/launch`, { key, ...fields })
      if (answer.status !== 303) throw new Error(await answer.text())
      return answer.headers.get('location')?.split('/').at(-1) ?? ''
    },

    /** As its agent reports once its desktop answers. */
    async run(id: string) {
      const fact = { session: id, generation: 1, state: 'running' } as const
      const address = { host: '172.18.0.2', port: 5901 }
      await recordCheckIn(db, agent, checkIn([{ ...fact, address }], LARGE))
    },

    /** As its agent reports once nothing runs in it. */
    async stopped(id: string) {
      const { generation, turn } = await findSession(db, 'system', id)
      const fact = { session: id, generation, turn, state: 'stopped' } as const
      await recordCheckIn(db, agent, checkIn([fact], LARGE))
    },
  }
}
