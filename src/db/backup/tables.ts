import { getTableName, is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import type { Sql, TransactionSql } from 'postgres'
import * as schema from '../schema.ts'

/** The names of all tables, each after those that it refers to. */
export function tablesInOrder(): string[] {
  const tables = Object.values(schema).filter((one) => is(one, PgTable))
  const order = new Set<PgTable>()
  function add(table: PgTable) {
    if (order.has(table)) return
    for (const { reference } of getTableConfig(table).foreignKeys) {
      const { foreignTable } = reference()
      if (foreignTable !== table) add(foreignTable)
    }
    order.add(table)
  }
  for (const table of tables) add(table)
  return [...order].map(getTableName)
}

export type Column = { readonly name: string; readonly type: string }

/** What can be written, in the table's order; types as a cast takes them. */
export async function columnsOf(tx: Sql | TransactionSql, table: string): Promise<Column[]> {
  return tx<Column[]>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${`public.${quote(table)}`}::regclass
      and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
