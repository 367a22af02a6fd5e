import { ALL_USERS } from '../../domain/access.ts'
import type { Stage } from './stage.ts'

type Options = { readonly image: string; readonly environment?: string; readonly memory?: string }

/** A workspace beside the stage's own; it goes with the scope. */
export async function addWorkspace(stage: Stage, { image, environment = '', memory }: Options) {
  const name = `Trial ${crypto.randomUUID()}`
  const answer = await stage.admin.post('/admin/workspaces/new', {
    ...{ kind: 'container', name, icon: 'monitor', tint: '0', image, environment },
    ...{ cores: '0.1', memory: memory ?? '128 MiB', sharedMemory: '16 MiB' },
    ...{ enabled: 'on', groups: ALL_USERS },
  })
  const [row] = await stage.sql`select id from workspaces where name = ${name}`
  if (!row) throw new Error(`No workspace: ${answer.status} ${await answer.text()}`)
  const id = String(row.id)
  return {
    id,

    /** Presses its button; the session's id. */
    async launch(): Promise<string> {
      const answer = await stage.admin.post(`/workspaces/${id}/launch`, {
        key: crypto.randomUUID(),
      })
      const session = answer.headers.get('location')?.split('/').at(-1)
      if (answer.status !== 303 || !session) {
        throw new Error(`No launch: ${answer.status} ${await answer.text()}`)
      }
      stage.promises.launched.add(session)
      return session
    },

    async [Symbol.asyncDispose]() {
      await stage.admin.post(`/admin/workspaces/${id}/delete`)
    },
  }
}
