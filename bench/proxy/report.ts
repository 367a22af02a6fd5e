import type { Carrier } from './cells.ts'
import type { Row } from './results.ts'
import type { Estimate, Goal } from './statistics.ts'

const CARRIERS: readonly Carrier[] = ['nginx', 'HAProxy', 'websockify', 'Casement']

/** The tables of a run, in Markdown. */
export function tables(rows: readonly Row[]): string {
  return [
    table(
      ['figure', '', 'rival', 'Casement: median', '95 % interval', 'goal', 'verdict'],
      rows.map((row) => [
        row.title,
        row.layer,
        row.rival ?? '–',
        `${amount(row.figure.median)}${row.rival ? '×' : ` ${row.unit}`}`,
        `${amount(row.figure.low)} to ${amount(row.figure.high)}`,
        row.goal ? worded(row.goal) : '–',
        row.met === undefined ? '–' : row.met ? 'meets' : 'misses',
      ]),
    ),
    'What it costs, less is better:',
    table(
      ['cost', '', 'unit', ...CARRIERS],
      rows.map((row) => [row.title, row.layer, row.unit, ...each(row.costs)]),
    ),
    'What went through, limited by the core of the load, too:',
    table(
      ['throughput', '', 'a second', ...CARRIERS],
      rows
        .filter(({ unit }) => unit.startsWith('CPU'))
        .map((row) => [
          row.title,
          row.layer,
          row.unit.endsWith('GB') ? 'GB' : 'operations',
          ...each(row.rates),
        ]),
    ),
  ].join('\n\n')
}

function each(estimates: ReadonlyMap<Carrier, Estimate>): string[] {
  return CARRIERS.map((carrier) => {
    const found = estimates.get(carrier)
    return found && found.count > 0
      ? `${amount(found.median)} (${amount(found.low)}–${amount(found.high)})`
      : '–'
  })
}

function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [heads, heads.map(() => '---'), ...lines]
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function worded(goal: Goal): string {
  return 'least' in goal ? `≥ ${goal.least}` : `≤ ${goal.most}`
}

/** Three digits that count. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return 'none'
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)))
}
