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

export async function untilState(
  stage: Stage,
  session: string,
  state: string,
  seconds = 60,
): Promise<void> {
  let last = ''
  const reached = async () => {
    const [row] = await stage.sql`select state, failure from sessions where id = ${session}`
    last = JSON.stringify(row)
    if (row?.state === 'failed' && state !== 'failed') throw new Error(`It exited: ${last}`)
    return row?.state === state
  }
  try {
    await until(`session ${session} to be ${state}`, reached, seconds)
  } catch (cause) {
    throw new Error(`Session ${session} is not ${state}: ${last}`, { cause })
  }
}

/** What its owner reads of a session that failed. */
export async function untilFailed(stage: Stage, session: string, sentence: RegExp): Promise<void> {
  const json = { accept: 'application/json' }
  const told = await until(`session ${session} to fail`, async () => {
    const answer = await stage.admin.get(`/sessions/${session}/progress`, json)
    const progress = await answer.json()
    return progress.state === 'failed' ? String(progress.sentence) : undefined
  })
  if (!sentence.test(told)) throw new Error(`${sentence} is not what is said: ${told}`)
}

/** What an admin reads, who owns the sessions of a trial. */
export async function expectPage(stage: Stage, path: string, words: RegExp): Promise<void> {
  const page = await (await stage.admin.get(path)).text()
  if (!words.test(page)) throw new Error(`${path} does not say ${words}`)
}
