/**
 * bun bench/memory.ts [launches]: what the main process holds in memory after 100 launches and deletes, on
 * the way, and after all of them (1,000), on the compiled binary with a session image that is tiny. Some
 * 0.4 s for each on 2 quiet cores. Fails where the last figure is above the first by more than they vary.
 */
import { readFileSync } from 'node:fs'
import { openDocker } from '../src/agent/docker.ts'
import { makeTestImage, TEST_IMAGE } from '../src/agent/testing/test-image.ts'
import { ALL_USERS } from '../src/domain/access.ts'
import { startProduct } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import { administrator, databaseOf, offer } from './stage.ts'

const launches = Number(process.argv[2] ?? 1000)
const IMAGE = 'casement-bench-memory'
const AT_ONCE = 4
const SETTLE_SECONDS = 30
/** MB by which one figure may be above another for nothing: compiled code comes and goes. */
const NOISE = 1
const engine = openDocker('/var/run/docker.sock')
await makeTestImage(engine)
await engine.tagImage(TEST_IMAGE, IMAGE, 'latest')

await using product = await startProduct()
const sql = databaseOf(product)
const visitor = await administrator(product)
await sql`insert into group_settings (group_id, name, value)
  values (${ALL_USERS}, 'maxSessions', ${2 * AT_ONCE})
  on conflict (group_id, name) do update set value = excluded.value`
const workspace = await offer(sql, IMAGE, { cores: 0.1, memory: 128 * 1024 ** 2 })

let done = 0
const figures: number[] = []
for (const goal of [100, 0.4 * launches, 0.7 * launches, launches]) {
  await Promise.all(Array.from({ length: AT_ONCE }, () => launchUntil(goal)))
  const figure = await settled()
  figures.push(figure)
  console.log(`after ${done} launches and deletes: ${figure.toFixed(1)} MB`)
}
await sql.end()
await engine.removeImage(IMAGE)
const more = (figures.at(-1) ?? Number.NaN) - (figures[0] ?? Number.NaN)
const met = more <= NOISE
console.log(
  `${more.toFixed(1)} MB more than after 100, at most ${NOISE}: ${met ? 'met' : 'missed'}`,
)
process.exitCode = met ? 0 : 1

async function launchUntil(goal: number) {
  while (done < goal) {
    done++
    const key = crypto.randomUUID()
    const answer = await visitor.post(`/workspaces/${workspace}/launch`, { key })
    const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
    await reaches(session, 'running')
    await visitor.post(`/sessions/${session}/delete`)
    await reaches(session, 'deleted')
  }
}

async function reaches(session: string, state: string) {
  await until(`${session} to be ${state}`, async () => {
    const [row] = await sql`select state from sessions where id = ${session}`
    if (row?.state === 'failed') throw new Error(`It exited: ${session}`)
    return row?.state === state
  })
}

/** The least resident set (private and shared) of some seconds of rest: garbage has been collected then. */
async function settled(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let second = 0; second < SETTLE_SECONDS; second++) {
    await Bun.sleep(1000)
    const status = readFileSync(`/proc/${product.pid}/status`, 'utf8')
    least = Math.min(least, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1000)
  }
  return least
}
