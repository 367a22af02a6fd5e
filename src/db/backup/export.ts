import type { TransactionSql } from 'postgres'
import { StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import { version } from '../../version.ts'
import type { Entry, KeyFile } from './records.ts'
import { newestOf, schemaVersion } from './schema-version.ts'
import { columnsOf, quote, tablesInOrder } from './tables.ts'

/** Rows in memory at a time. */
const BATCH = 500

export type Export = {
  readonly keys: readonly KeyFile[]
  readonly migrations: string
  readonly now: Date
}

/** Everything, as this transaction sees it; it must be repeatable read. */
export async function* exportEntries(
  tx: TransactionSql,
  { keys, migrations, now }: Export,
): AsyncGenerator<Entry> {
  await prepare(tx)
  const migration = await schemaVersion(tx)
  if (migration === undefined) throw new StartError(texts.neverStarted)
  if (migration !== newestOf(migrations)) throw new StartError(texts.otherSchema)
  const counts = new Map<string, number>()
  for (const table of tablesInOrder()) {
    const [row] = await tx`select count(*)::int as rows from ${tx(table)}`
    counts.set(table, Number(row?.rows))
  }
  if (counts.get('installation') === 0) throw new StartError(texts.neverStarted)

  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
  yield { kind: 'header', version, madeAt: now.toISOString(), migration, rows }
  yield* keys
  for (const [table, count] of counts) yield* exportTable(tx, table, count)
  yield { kind: 'end' }
}

async function* exportTable(
  tx: TransactionSql,
  table: string,
  rows: number,
): AsyncGenerator<Entry> {
  const columns = (await columnsOf(tx, table)).map(({ name }) => name)
  yield { kind: 'table', name: table, columns, rows }
  const list = columns.map((name) => `${quote(name)}::text`).join(', ')
  const select = `select json_build_array(${list})::text as row from ${quote(table)}`
  for await (const batch of tx.unsafe(select).cursor(BATCH)) {
    yield { kind: 'rows', rows: batch.map(({ row }) => JSON.parse(row)) }
  }
}

/** Text forms that lose nothing, whatever the server is set to; and no limit on how long it takes. */
async function prepare(tx: TransactionSql): Promise<void> {
  await tx.unsafe(`
    set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0;
    set local extra_float_digits = 1;
    set local bytea_output = 'hex';
    set local datestyle = 'ISO, YMD';
    set local timezone = 'UTC'`)
}
