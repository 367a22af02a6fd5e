import { join } from 'node:path'
import type { Sql } from 'postgres'
import { pool } from '../src/db/pool.ts'
import { ALL_USERS } from '../src/domain/access.ts'
import type { Product } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../src/testing/visitor.ts'

/** The built-in database of a product that runs, beside its manager. */
export function databaseOf({ dataDir }: Product): Sql {
  const host = join(dataDir, 'postgres/run')
  return pool({ host, user: 'casement', database: 'postgres' }, { max: 4 })
}

export const BENCH_PASSWORD = 'a bench in the shade of a tree'

/** The administrator, signed in. */
export async function administrator(product: Product): Promise<Visitor> {
  const visitor = new Visitor(product.url)
  await visitor.signInAnew('admin', product.adminPassword(), BENCH_PASSWORD)
  return visitor
}

/** A workspace of an image that everybody sees, once the agent has the image; its id. */
export async function offer(
  sql: Sql,
  image: string,
  { cores = 1, memory = 1024 ** 3 }: { readonly cores?: number; readonly memory?: number } = {},
): Promise<string> {
  const [workspace] = await sql`
    insert into workspaces (kind, name, image, cores, memory, shared_memory)
    values ('container', ${image}, ${image}, ${cores}, ${memory}, ${memory / 4}) returning id`
  const id = String(workspace?.id)
  await sql`insert into workspace_groups (workspace_id, group_id) values (${id}, ${ALL_USERS})`
  await sql`select pg_notify('casement', '{"kind":"all goals"}')`
  await until(
    `the image ${image}`,
    async () => {
      const [found] = await sql`select state, message from agent_images where reference = ${image}`
      if (found?.state === 'ready') return true
      throw new Error(String(found?.message ?? 'The agent does not know of it yet'))
    },
    IMAGES_SECONDS,
  )
  return id
}
