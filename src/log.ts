import { KeptLines } from './kept-lines.ts'

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof LEVELS)[number]
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** One event as it was logged. */
export interface LogLine {
  /** Rises by one with each line. */
  readonly number: number
  readonly at: Date
  readonly level: Level
  readonly room: string
  /** Sentence and fields, on one line. */
  readonly text: string
}

/** So many are kept for an admin to look at, and so much of them; what came before stands in the log file. */
const KEPT_LINES = 2_000
const KEPT_BYTES = 512 * 1024
const kept = new KeptLines(KEPT_BYTES)
let count = 0

/** What this process logged last, newest first. */
export function recentLines(): readonly LogLine[] {
  const newestFirst = kept.all().reverse().slice(0, KEPT_LINES)
  return newestFirst.flatMap((line, age) => parse(line, count - age))
}

/** As `write` below has written it. */
function parse(line: string, number: number): LogLine[] {
  const [, at = '', name, room = '', text = ''] = /^(\S+) (\w+) +([^:]+): (.*)$/s.exec(line) ?? []
  const level = LEVELS.find((one) => one === name)
  return level ? [{ number, at: new Date(at), level, room, text }] : []
}

const RANK = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<Level, number>
let threshold: Level = 'info'

/** Set once, by main. */
export function setLogLevel(level: Level) {
  threshold = level
}

/**
 * One line an event on standard error: time, level, room, sentence, fields. Values are JSON-quoted
 * where they hold anything but plain characters, so text of users cannot forge a line.
 */
export function logger(room: string) {
  function write(level: Level, sentence: string, fields: Fields = {}) {
    if (RANK[level] < RANK[threshold]) return
    const pairs = Object.entries(fields).filter(([, value]) => value !== undefined)
    const tail = pairs.map(([key, value]) => ` ${key}=${quote(String(value))}`).join('')
    const at = new Date()
    const line = `${at.toISOString()} ${level.padEnd(5)} ${room}: ${oneLine(sentence)}${tail}`
    process.stderr.write(`${line}\n`)
    kept.add(line)
    count++
  }
  return {
    debug: (sentence: string, fields?: Fields) => write('debug', sentence, fields),
    info: (sentence: string, fields?: Fields) => write('info', sentence, fields),
    warn: (sentence: string, fields?: Fields) => write('warn', sentence, fields),
    error: (sentence: string, fields?: Fields) => write('error', sentence, fields),
  }
}

export type Logger = ReturnType<typeof logger>

function quote(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value.slice(0, 2000))
}

function oneLine(text: string): string {
  return JSON.stringify(text.slice(0, 4000)).slice(1, -1).replaceAll('\\"', '"')
}
