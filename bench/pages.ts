/**
 * bun bench/pages.ts [rounds]: how long the pages take with 20,000 sessions, 200 users and 20 workspaces in
 * the database, on the compiled binary: through the front door, and at the manager itself.
 */
import type { Sql } from 'postgres'
import { ALL_USERS } from '../src/domain/access.ts'
import { freePort, startProduct } from '../src/testing/product.ts'
import { quantile } from './spread.ts'
import { administrator, databaseOf } from './stage.ts'

const rounds = Number(process.argv[2] ?? 200)
const SESSIONS = 20_000
const managerPort = await freePort()
await using product = await startProduct({
  args: ['--manager-listen', `127.0.0.1:${managerPort}`],
})
const sql = databaseOf(product)
const visitor = await administrator(product)
const session = await fill(sql)
await sql`analyze`
const [user] = await sql`select user_id as id from sessions where id = ${session}`
await sql.end()

const pages = [
  '/',
  '/admin',
  '/admin?period=month',
  '/admin/sessions',
  '/admin/sessions?view=failed',
  '/admin/sessions?view=all',
  '/admin/sessions?view=all&search=user-17',
  '/admin/sessions?view=all&search=nothing-like-it',
  `/admin/sessions/${session}`,
  '/admin/users',
  '/admin/users?search=17',
  `/admin/users/${user?.id}`,
  '/admin/agents',
  '/admin/workspaces',
  '/admin/groups',
]
const direct = `http://127.0.0.1:${managerPort}`
console.log(`${SESSIONS} sessions, ${rounds} requests each, ms`)
console.log(`${''.padEnd(50)} door p50    p99 manager p50    p99      kB`)
for (const page of pages) {
  const door: number[] = []
  const manager: number[] = []
  let size = 0
  for (let round = -5; round < rounds; round++) {
    const times = [await timed(product.url, page), await timed(direct, page)]
    size = times[0]?.size ?? 0
    if (round < 0) continue
    door.push(times[0]?.took ?? Number.NaN)
    manager.push(times[1]?.took ?? Number.NaN)
  }
  const figures = [quantile(door, 0.5), quantile(door, 0.99)]
  figures.push(quantile(manager, 0.5), quantile(manager, 0.99), size / 1000)
  const name = page.replace(/[0-9a-f-]{36}/, ':id')
  console.log(`${name.padEnd(50)}${figures.map((one) => one.toFixed(1).padStart(9)).join('')}`)
}

async function timed(base: string, page: string) {
  const began = performance.now()
  const response = await fetch(new URL(page, base), {
    headers: { cookie: visitor.cookie, accept: 'text/html' },
    redirect: 'manual',
    tls: { rejectUnauthorized: false },
  })
  const { length } = await response.text()
  const took = performance.now() - began
  if (response.status !== 200) throw new Error(`${page} was answered with ${response.status}`)
  return { took, size: length }
}

/** A year of an installation: most sessions ended, some failed, some live; the id of one that lives. */
async function fill(sql: Sql): Promise<string> {
  await sql`
    insert into users (username, password_hash)
    select 'user-' || n, 'none' from generate_series(1, 200) n`
  await sql`insert into group_members (group_id, user_id)
    select ${ALL_USERS}, id from users on conflict do nothing`
  await sql`
    insert into workspaces (kind, name, image, enabled)
    select 'container', 'Workspace ' || n, 'casement/absent-' || n, true
    from generate_series(1, 18) n`
  await sql`insert into workspace_groups (workspace_id, group_id)
    select id, ${ALL_USERS} from workspaces on conflict do nothing`
  const [agent] = await sql`
    with host as (
      insert into hosts (role, name, public_key, version, zone_id)
      select 'agent', 'full', 'none', 'bench', id from zones limit 1 returning id)
    insert into agents (id, enabled, cores, memory) select id, false, 256, 1e12 from host
    returning id`
  const made = await sql`
    insert into sessions (user_id, workspace_id, workspace_name, icon, tint, image, cores, memory,
      shared_memory, environment, request_key, state, agent_id, failure, password, host, port,
      released_at, created_at, state_changed_at, ended_at)
    select u.id, w.id, w.name, 'monitor', 1, w.image, 1, 1e9, 1e8, '{}', gen_random_uuid(),
      s.state::session_state, ${agent?.id ?? null},
      case when s.state = 'failed' then '{"kind":"exited","exitCode":1}'::jsonb end,
      '\\x00', '10.0.0.1', 5901, case when s.state in ('deleted', 'failed') then now() end,
      now() - s.n * interval '25 minutes', now(), case when s.state = 'deleted' then now() end
    from (select n, case when n <= 300 then 'running' when n % 40 = 0 then 'failed' else 'deleted' end
            as state, 1 + n % 200 as u, 1 + n % 18 as w from generate_series(1, ${SESSIONS}) n) s
    join (select id, row_number() over () as n from users where username like 'user-%') u on u.n = s.u
    join (select id, name, image, row_number() over () as n from workspaces
      where image like 'casement/absent-%') w on w.n = s.w
    returning id, state`
  await sql`
    insert into session_events (session_id, event, from_state, to_state)
    select s.id, e.event, null, 'running' from sessions s,
      (values ('request'), ('place'), ('start'), ('ready')) as e(event)`
  return String(made.find((row) => row.state === 'running')?.id)
}
