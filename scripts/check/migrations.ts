import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BREAKING } from '../../src/db/migrate.ts'
import type { Finding, Rule } from './rule.ts'

const FOLDER = 'migrations'

/** The version before must run on the tables of this one, or there is no way back from an upgrade. */
export const migrations: Rule = {
  name: 'migrations',
  find: () =>
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.sql'))
      .flatMap((name) => destructive(join(FOLDER, name), readFileSync(join(FOLDER, name), 'utf8'))),
}

/** A line that says why a version which never wrote a null reads one well. */
export const WIDENING = '-- widening:'
const WIDENS = /^alter table \S+ alter column \S+ drop not null;?$/i

/** Statements that may break a version which does not know them; none in a file that says so itself. */
export function destructive(file: string, sql: string): Finding[] {
  if (sql.includes(BREAKING)) return []
  const fresh = [...sql.matchAll(/create table ("?\w+"?)/gi)].map(([, name]) => name)
  return sql
    .split('--> statement-breakpoint')
    .map((statement) => statement.replaceAll(/^--.*$/gm, '').trim())
    .filter((statement) => !isAdditive(statement, fresh) && !isOfNewColumn(statement, sql))
    .filter((statement) => !(WIDENS.test(statement) && sql.includes(WIDENING)))
    .map((statement) => statement.split('\n')[0] ?? '')
    .map((beginning) => ({
      file,
      line: sql.slice(0, sql.indexOf(beginning)).split('\n').length,
      what: `a version before this one may fail after: ${beginning}`,
      fix: `only add here, and take away one version later; or begin the file with "${BREAKING} WHY", which makes a roll-back impossible`,
    }))
}

/** A constraint on a column that may be null and is new here: who does not know it never violates it. */
function isOfNewColumn(statement: string, sql: string): boolean {
  const [, table, column] =
    /^alter table ("\w+") add constraint "\w+" foreign key \(("\w+")\)/i.exec(statement) ??
    /^create unique index "\w+" on ("\w+") using btree \(("\w+")\)/i.exec(statement) ??
    []
  if (!table || !column) return false
  const added = new RegExp(`^alter table ${table} add column ${column} [^;]*`, 'im').exec(sql)?.[0]
  return added !== undefined && !/ not null/i.test(added)
}

function isAdditive(statement: string, fresh: readonly (string | undefined)[]): boolean {
  if (/^(create (table|type|index|sequence|function|view)|insert|update) /i.test(statement))
    return true
  if (/^with /i.test(statement)) return !/\b(delete|update|merge)\b/i.test(statement)
  const onTable = /^(?:alter table|create unique index .* on) (?:"public"\.)?("?\w+"?)/i.exec(
    statement,
  )
  if (onTable && fresh.includes(onTable[1])) return true
  if (!/^alter table \S+ add column /i.test(statement)) return false
  return !/ not null/i.test(statement) || / default /i.test(statement)
}
