/**
 * bun run docs: writes the parts of ARCHITECTURE.md that are printed from code. `check` fails when
 * one of them is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SESSION_STATES, SESSION_TRANSITIONS, STATE_DEADLINES } from '../src/domain/session.ts'
import { ROOMS } from './check/imports.ts'

export const DOCUMENT = 'ARCHITECTURE.md'

const PARTS: Record<string, () => string> = { states, deadlines, imports }

/** The document with every generated part as the code has it now. */
export function refreshed(document: string): string {
  let text = document
  for (const [name, print] of Object.entries(PARTS)) {
    const open = `<!-- generated: ${name} -->`
    const close = '<!-- end -->'
    const from = text.indexOf(open)
    const to = text.indexOf(close, from)
    if (from < 0 || to < 0) throw new Error(`${DOCUMENT} lacks the part "${open} … ${close}"`)
    text = `${text.slice(0, from + open.length)}\n${print()}\n${text.slice(to)}`
  }
  return text
}

/** A Mermaid diagram; transitions between the same two states share an arrow. */
function states(): string {
  const arrows = new Map<string, string[]>()
  for (const [event, { from, to }] of Object.entries(SESSION_TRANSITIONS)) {
    for (const state of from) {
      const arrow = `${state} --> ${to}`
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), event])
    }
  }
  const lines = [...arrows].map(([arrow, events]) => `    ${arrow}: ${events.join(', ')}`)
  const ends = SESSION_STATES.filter(
    (state) => !Object.values(SESSION_TRANSITIONS).some(({ from }) => includes(from, state)),
  )
  return [
    '',
    '```mermaid',
    'stateDiagram-v2',
    `    [*] --> ${SESSION_STATES[0]}`,
    ...lines,
    ...ends.map((state) => `    ${state} --> [*]`),
    '```',
    '',
  ].join('\n')
}

function deadlines(): string {
  return Object.entries(STATE_DEADLINES)
    .map(([state, seconds]) => `\`${state}\` ${seconds} s`)
    .join(', ')
}

function imports(): string {
  const rows = ROOMS.map(({ name, files, may }) => {
    const path = files.source.replaceAll(/[\\^$]/g, '')
    const where = name === 'leaf' ? '`src/*.ts`, `src/texts/`' : `\`${path}\``
    return [name, where, may.join(', ') || '–']
  })
  return table([['room', 'files', 'may import, besides leaves'], ...rows])
}

/** Columns as wide as their widest cell, the way Biome wants Markdown. */
function table(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column] ?? '')) ?? []
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)))
  const lines = rows.map((row) => line(row.map((cell, i) => cell.padEnd(widths[i] ?? 0))))
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return ['', ...lines.toSpliced(1, 0, rule), ''].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function includes(states: readonly string[], state: string): boolean {
  return states.includes(state)
}

if (import.meta.main) {
  const path = join(import.meta.dir, '..', DOCUMENT)
  writeFileSync(path, refreshed(readFileSync(path, 'utf8')))
}
