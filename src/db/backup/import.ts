import type { TransactionSql } from 'postgres'
import { StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import type { Entry, Header, KeyFile, Table } from './records.ts'
import { createSchema } from './schema-version.ts'
import { columnsOf, quote } from './tables.ts'

export type Import = {
  readonly migrations: string
  /** Called when every entry was read and every row is in. What it throws undoes them. */
  readonly placeKeys: (keys: readonly KeyFile[]) => Promise<void>
}

/** Fills an empty database with a backup; all of it, or by the caller's rollback nothing. */
export async function importEntries(
  tx: TransactionSql,
  entries: AsyncIterable<Entry>,
  { migrations, placeKeys }: Import,
): Promise<Header> {
  let header: Header | undefined
  let table: Filling | undefined
  const keys: KeyFile[] = []
  for await (const entry of entries) {
    if (entry.kind === 'header') {
      header = entry
      const known = await createSchema(tx, migrations, entry.migration)
      if (!known) throw new StartError(texts.newer(entry.version))
    }
    if (entry.kind === 'key') keys.push(entry)
    if (entry.kind === 'rows') await table?.fill(entry.rows)
    if (entry.kind === 'table' || entry.kind === 'end') await table?.finish()
    if (entry.kind === 'table') table = await filling(tx, entry)
  }
  if (!header) throw new Error('a backup without a header')
  await placeKeys(keys)
  return header
}

type Filling = {
  readonly fill: (rows: readonly (readonly (string | null)[])[]) => Promise<void>
  readonly finish: () => Promise<void>
}

async function filling(tx: TransactionSql, { name, columns, rows }: Table): Promise<Filling> {
  const types = new Map((await columnsOf(tx, name)).map((column) => [column.name, column.type]))
  const casts = columns.map((column, n) => `(r ->> ${n})::${types.get(column)}`)
  const insert = `insert into ${quote(name)} (${columns.map(quote).join(', ')})
    overriding system value select ${casts.join(', ')} from json_array_elements($1::text::json) r`
  let found = 0
  return {
    async fill(batch) {
      const { count } = await tx.unsafe(insert, [JSON.stringify(batch)])
      found += count
    },
    async finish() {
      if (found !== rows) throw new StartError(texts.incomplete(name, rows, found))
      for (const column of columns) await continueSequence(tx, name, column)
    },
  }
}

/** So that the next row does not take a number that a restored one has. */
async function continueSequence(tx: TransactionSql, table: string, column: string) {
  const [row] = await tx`select pg_get_serial_sequence(${quote(table)}, ${column}) as sequence`
  if (!row?.sequence) return
  const top = `select max(${quote(column)}) as top from ${quote(table)}`
  await tx.unsafe(`select setval($1, top) from (${top}) t where top is not null`, [row.sequence])
}
