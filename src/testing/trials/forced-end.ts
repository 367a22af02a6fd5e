import { until } from '../until.ts'
import type { Stage } from './stage.ts'

/** As an admin does it: the row is over with the answer, and holds nothing. */
export async function force(stage: Stage, session: string): Promise<void> {
  const answer = await stage.admin.post(`/admin/sessions/${session}/force`)
  const [row] = await stage.sql`select state, released_at from sessions where id = ${session}`
  if (row?.state !== 'deleted' || row.released_at === null) {
    throw new Error(`${session} is ${row?.state} after ${answer.status} ${await answer.text()}`)
  }
  stage.promises.ended.add(session)
}

export async function untilState(stage: Stage, session: string, state: string): Promise<void> {
  await until(`session ${session} to be ${state}`, async () => {
    const [row] = await stage.sql`select state from sessions where id = ${session}`
    return row?.state === state
  })
}
