import { backup as texts } from '../../texts/backup.ts'
import type { Entry } from './records.ts'

export type Summary = { rows: number; tables: number; keys: number }

/** Passes entries on, counts them, and says a line for each tenth of the rows. */
export async function* follow(
  entries: AsyncIterable<Entry>,
  summary: Summary,
  say: (line: string) => void,
): AsyncGenerator<Entry> {
  let total = 0
  let table = ''
  let said = -1
  for await (const entry of entries) {
    yield entry
    if (entry.kind === 'header') total = entry.rows
    if (entry.kind === 'key') summary.keys += 1
    if (entry.kind === 'table') {
      summary.tables += 1
      table = entry.name
    }
    if (entry.kind !== 'rows') continue
    summary.rows += entry.rows.length
    const percent = Math.floor((summary.rows / total) * 100)
    if (Math.floor(percent / 10) <= said) continue
    said = Math.floor(percent / 10)
    say(texts.progress(percent, table))
  }
}
