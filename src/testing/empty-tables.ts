import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'

/** The tables of people and what belongs to them: with those that refer to these, nearly all. */
const ROOTS = ['installation', 'users', 'groups', 'workspaces', 'hosts', 'zones'] as const

/**
 * Takes all rows out of these tables, out of `more`, and out of all that refer to them, as `truncate …
 * cascade` does: but that makes every file anew, which takes a hundred times as long as to delete a few rows.
 */
export async function emptyTables(db: Db, ...more: readonly string[]): Promise<void> {
  const names = [...ROOTS, ...more].map((name) => `'${name}'::regclass`)
  const block = `do $$
    declare reached regclass;
    begin
      set local session_replication_role = replica; -- nothing is checked, nobody is told
      for reached in
        with recursive tables(id) as (
          select unnest(array[${names.join()}])::oid
          union
          select conrelid from pg_constraint join tables on confrelid = id where contype = 'f'
        )
        select id::regclass from tables
      loop
        execute 'delete from ' || reached;
      end loop;
    end $$`
  await db.execute(sql.raw(block))
}
