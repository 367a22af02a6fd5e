export type Level = 'debug' | 'info' | 'warn' | 'error'
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

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
    const line = `${new Date().toISOString()} ${level.padEnd(5)} ${room}: ${oneLine(sentence)}${tail}\n`
    process.stderr.write(line)
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
