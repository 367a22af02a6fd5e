import { join } from 'node:path'
import type { Sql } from 'postgres'
import { pool } from '../db/pool.ts'
import { ALL_USERS } from '../domain/access.ts'
import type { Product } from './product.ts'
import { Visitor } from './visitor.ts'

/** An installation with people in it, as the screenshots and Lighthouse see it. */
export type Scene = AsyncDisposable & {
  /** An administrator's cookies. */
  readonly admin: Visitor
  /** Pages by name: a path below the front door each. */
  readonly pages: Readonly<Record<string, string>>
  /** Those that somebody sees who is not signed in. */
  readonly guestPages: Readonly<Record<string, string>>
}

/**
 * Fills a product that runs: people, groups, workspaces, a real desktop that lives, one that could not be
 * placed, and a month of sessions that ended.
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
  const ids = await identities(sql)
  return {
    admin,
    pages: {
      portal: '/',
      dashboard: '/admin',
      viewer: `/sessions/${session}`,
      password: '/password',
      sessions: '/admin/sessions',
      'sessions-all': '/admin/sessions?view=all',
      'sessions-failed': '/admin/sessions?view=failed',
      session: `/admin/sessions/${session}`,
      workspaces: '/admin/workspaces',
      workspace: `/admin/workspaces/${ids.workspace}`,
      'workspace-new': '/admin/workspaces/new',
      images: '/admin/images',
      users: '/admin/users',
      user: `/admin/users/${ids.user}`,
      'user-new': '/admin/users/new',
      groups: '/admin/groups',
      group: `/admin/groups/${ids.group}`,
      agents: '/admin/agents',
      agent: `/admin/agents/${ids.agent}`,
      logs: '/admin/logs',
      system: '/admin/system',
      missing: '/nowhere',
    },
    guestPages: { 'sign-in': '/sign-in' },
    [Symbol.asyncDispose]: () => sql.end(),
  }
}

async function populate(sql: Sql) {
  await sql`
    insert into users (username, full_name, password_hash, disabled)
    select lower(replace(name, ' ', '.')), name, 'none', name = 'Ada Lindqvist'
    from unnest(${['Maren Okafor', 'Tomás Iglesias', 'Ada Lindqvist', 'Yusuf Demir', 'Jun Takahashi']}::text[])
      as name`
  await sql`
    insert into groups (name, description) values
      ('Design', 'Pictures, prototypes and pages'),
      ('Research', 'Everything that needs a large machine')`
  await sql`
    insert into group_members (group_id, user_id)
    select ${ALL_USERS}, id from users union
    select g.id, u.id from groups g, users u where g.name = 'Design' and u.username like '%a%'
    on conflict do nothing`
  await sql`
    insert into workspaces (kind, name, description, icon, tint, categories, image, cores, memory, link_url)
    values
      ('container', 'Workshop', 'A machine larger than any that we have', 'hammer', 3, '{Research}',
        'casement/desktop', 512, 1e12, ''),
      ('link', 'Handbook', 'How we work, and whom to ask', 'book-open', 4, '{Reading}', '', 1, 1, 'https://example.com/')`
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

async function identities(sql: Sql) {
  const [row] = await sql`
    select (select id from workspaces where name = 'Desktop') as workspace,
      (select id from users where username = 'maren.okafor') as "user",
      (select id from groups where name = 'Design') as "group",
      (select id from agents limit 1) as agent`
  return {
    workspace: String(row?.workspace),
    user: String(row?.user),
    group: String(row?.group),
    agent: String(row?.agent),
  }
}
