import { connect } from 'node:net'
import { openDocker } from '../../agent/docker.ts'
import { makeTestImage, TEST_IMAGE } from '../../agent/testing/test-image.ts'
import { until } from '../until.ts'
import { untilFailed } from './session-states.ts'
import type { Stage } from './stage.ts'
import { addWorkspace } from './workspace.ts'

const ENGINE = '/var/run/docker.sock'
/** Whoever connects here makes the program of a session use memory without end. */
const GREEDY_PORT = 5902

/**
 * Containers that exit at once, that never show a desktop, and that use more memory than they have: each
 * ends with a sentence and leaves nothing; whoever works beside them notices nothing.
 */
export async function badContainers(stage: Stage): Promise<number> {
  const docker = openDocker(ENGINE)
  await makeTestImage(docker)
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => docker.removeImage(TEST_IMAGE))
  const open = async (environment: string) => {
    const options = { image: TEST_IMAGE, memory: '256 MiB', environment }
    return cleanUp.use(await addWorkspace(stage, options))
  }
  const [exits, silent, greedy] = [
    await open('ILLNESS=exits'),
    await open('ILLNESS=silent'),
    await open(''),
  ]
  const began = performance.now()
  await Promise.all([
    exits.launch().then(async (session) => {
      await untilFailed(stage, session, /with code 3 and wrote last: “.*cannot open display :1”/)
    }),
    greedy.launch().then(async (session) => {
      await makeGreedy(stage, session)
      await untilFailed(stage, session, /more than its 0\.3 GiB of memory/)
    }),
    silent.launch().then(async (session) => {
      await until(`the host to complain of ${session}`, async () => {
        const [row] = await stage.sql`select trouble from sessions where id = ${session}`
        return row?.trouble !== ''
      })
      // The rest of its minute.
      await stage.sql`update sessions set deadline_at = now() where id = ${session}`
      await untilFailed(stage, session, /given up\. .* has not answered .* window manager”/)
    }),
  ])
  await stage.settle()
  return performance.now() - began
}

async function makeGreedy(stage: Stage, session: string): Promise<void> {
  const host = await until(`session ${session} to run`, async () => {
    const [row] = await stage.sql`select host, state from sessions where id = ${session}`
    return row?.state === 'running' ? String(row.host) : undefined
  })
  await new Promise<void>((done) => {
    const socket = connect(GREEDY_PORT, host)
    socket.on('error', () => done())
    socket.on('close', () => done())
  })
}
