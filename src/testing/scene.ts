import { join } from 'node:path'
import type { Sql } from 'postgres'
import { pool } from '../db/pool.ts'
import { ALL_USERS } from '../domain/access.ts'
import type { Product } from './product.ts'
import { Visitor } from './visitor.ts'

/** An installation with people in it, as the screenshots and Lighthouse see it. */
export type Scene = AsyncDisposable & {
  readonly admin: Visitor
  /** Somebody who is in no group yet. */
  readonly newcomer: Visitor
  readonly ids: Ids
  /** The database, for what takes no deed of a person: another host, a launch that stands still. */
  readonly sql: Sql
}

/** What the addresses of its pages are made of. */
export type Ids = {
  readonly workspace: string
  readonly user: string
  readonly group: string
  readonly agent: string
  /** A host that stopped checking in. */
  readonly silentAgent: string
  /** A desktop of the admin that runs. */
  readonly session: string
  /** A launch that found no place. */
  readonly refused: string
}

/**
 * Fills a product that runs: people, groups, workspaces, a real desktop that lives, one that could not be
 * placed, a host that fell silent, a profile with snapshots, and a month of sessions that ended.
 */
export async function setScene(product: Product, password: string): Promise<Scene> {
  const admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), password)
  const host = join(product.dataDir, 'postgres/run')
  const sql = pool({ host, user: 'casement', database: 'postgres' }, { max: 1 })
  await populate(sql)
  const session = await admin.launch('Desktop')
  await refused(sql, admin)
  await history(sql)
  await silentHost(sql)
  await profile(sql)
  const newcomer = new Visitor(product.url)
  await newcomer.signIn('jun.takahashi', password)
  return {
    admin,
    newcomer,
    ids: { ...(await identities(sql)), session },
    sql,
    [Symbol.asyncDispose]: () => sql.end(),
  }
}

async function populate(sql: Sql) {
  await sql`
    insert into users (username, full_name, password_hash, disabled)
    select lower(replace(name, ' ', '.')), name,
      case name when 'Jun Takahashi' then (select password_hash from users where username = 'admin') else 'none' end,
      name = 'Ada Lindqvist'
    from unnest(${['Maren Okafor', 'Tomás Iglesias', 'Ada Lindqvist', 'Yusuf Demir', 'Jun Takahashi']}::text[])
      as name`
  await sql`
    insert into groups (name, description) values
      ('Design', 'Pictures, prototypes and pages'),
      ('Research', 'Everything that needs a large machine')`
  await sql`
    insert into group_members (group_id, user_id)
    select ${ALL_USERS}, id from users where username <> 'jun.takahashi' union
    select g.id, u.id from groups g, users u
    where g.name = 'Design' and u.username like '%a%' and u.username <> 'jun.takahashi'
    on conflict do nothing`
  await sql`
    insert into workspaces (kind, name, description, icon, tint, categories, image, cores, memory, link_url)
    values
      ('container', 'Workshop', 'A machine larger than any that we have', 'wrench', 3, '{Research}',
        'casement/desktop', 512, 1e12, ''),
      ('link', 'Handbook', 'How we work, and whom to ask', 'file-text', 4, '{Reading}', '', 1, 1, 'https://example.com/')`
  await sql`
    insert into workspace_groups (workspace_id, group_id)
    select id, ${ALL_USERS} from workspaces on conflict do nothing`
}

/** A launch that no agent has room for: it fails with a reason of each. */
async function refused(sql: Sql, admin: Visitor) {
  const [workshop] = await sql`select id from workspaces where name = 'Workshop'`
  await admin.post(`/workspaces/${workshop?.id}/launch`, { key: crypto.randomUUID() })
}

/** Three a day, ended after an hour each. */
async function history(sql: Sql) {
  await sql`
    insert into sessions (user_id, workspace_id, workspace_name, icon, tint, image, cores, memory, shared_memory,
      environment, request_key, state, agent_id, password, released_at, created_at, state_changed_at, ended_at)
    select u.id, w.id, w.name, w.icon, w.tint, w.image, w.cores, w.memory, w.shared_memory, '{}',
      gen_random_uuid(), 'deleted', a.id, '\\x00', t.at, t.at - interval '1 hour', t.at, t.at
    from (select now() - n * interval '8 hours' as at, n from generate_series(1, 90) n) t
    join (select id, row_number() over (order by username) as n, count(*) over () as all from users) u
      on u.n = 1 + t.n % u.all
    join (select *, row_number() over (order by name) as n, count(*) over () as all from workspaces
      where kind = 'container' and name <> 'Workshop') w on w.n = 1 + t.n % w.all
    cross join (select id from agents limit 1) a`
}

/** Of the same kind as the real one, and not heard of for half an hour. */
async function silentHost(sql: Sql) {
  await sql`
    with host as (
      insert into hosts (role, name, public_key, version, zone_id, last_seen_at)
      select role, 'borealis', 'none', version, zone_id, now() - interval '30 minutes' from hosts
      where role = 'agent' limit 1 returning id)
    insert into agents (id, cores, memory, facts, labels, checked_in_at)
    select host.id, 12, 64e9, a.facts, '{gpu}', now() - interval '30 minutes'
    from host, (select facts from agents limit 1) a`
}

/** What the admin keeps of a desktop, as it was on two evenings. */
async function profile(sql: Sql) {
  await sql`
    with kept as (
      insert into profiles (user_id, workspace_id, workspace_name, kind, agent_id, size, measured_at, last_used_at)
      select u.id, w.id, w.name, 'volume', a.id, 1.3e9, now(), now() - interval '3 hours'
      from users u, workspaces w, agents a join hosts h on h.id = a.id
      where u.username = 'admin' and w.name = 'Desktop deluxe' and h.name <> 'borealis' returning id, agent_id)
    insert into profile_snapshots (id, profile_id, agent_id, size, taken_at)
    select gen_random_uuid(), kept.id, kept.agent_id, 4e8 + n, now() - n * interval '22 hours'
    from kept, generate_series(1, 2) n`
}

async function identities(sql: Sql) {
  const [row] = await sql`
    select (select id from workspaces where name = 'Desktop') as workspace,
      (select id from users where username = 'maren.okafor') as "user",
      (select id from groups where name = 'Design') as "group",
      (select a.id from agents a join hosts h on h.id = a.id where h.name <> 'borealis' limit 1) as agent,
      (select id from hosts where name = 'borealis') as silent,
      (select id from sessions where workspace_name = 'Workshop' limit 1) as refused`
  return {
    workspace: String(row?.workspace),
    user: String(row?.user),
    group: String(row?.group),
    agent: String(row?.agent),
    silentAgent: String(row?.silent),
    refused: String(row?.refused),
  }
}
