import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { generateMigration } from '../generate.ts'
import type { Finding, Rule } from './rule.ts'

const JOURNAL = 'migrations/meta/_journal.json'

/** The migrations lead to the schema that the code has, and drizzle will apply each of them. */
export const drift: Rule = {
  name: 'drift',
  find: () => [...missingMigration(), ...misplacedMigrations(readFileSync(JOURNAL, 'utf8'))],
}

/** Lets drizzle-kit write into a copy: what it adds there is missing here. */
function missingMigration(): Finding[] {
  const copy = join('.cache', `drift-${process.pid}`)
  mkdirSync('.cache', { recursive: true })
  cpSync('migrations', copy, { recursive: true })
  try {
    const before = readdirSync(copy)
    const { stdout, stderr } = generateMigration('drift', copy)
    const added = readdirSync(copy).find((name) => !before.includes(name))
    if (!added && stdout.includes('No schema changes')) return []
    const change = added ? readFileSync(join(copy, added), 'utf8') : `${stdout}${stderr}`
    return [
      {
        file: 'src/db/schema.ts',
        line: 1,
        what: `has changed without a migration, so databases would lack: ${oneLine(change)}`,
        fix: 'bun run generate NAME, and commit what it writes',
      },
    ]
  } finally {
    rmSync(copy, { recursive: true })
  }
}

/** drizzle applies what is newer than the newest applied, by `when`: one merged late with an older date never runs. */
export function misplacedMigrations(journal: string): Finding[] {
  const entries = [...journal.matchAll(/"when": (\d+),\s+"tag": "([^"]+)"/g)]
  return entries.flatMap(([, when, tag], index) => {
    const previous = entries[index - 1]
    if (!previous || Number(when) > Number(previous[1])) return []
    return [
      {
        file: JOURNAL,
        line: 1,
        what: `${tag} is dated before ${previous[2]}, so a database that has the latter skips it`,
        fix: `delete ${tag} from migrations and generate it again`,
      },
    ]
  })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
}
