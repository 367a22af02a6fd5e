import type { Trace } from './trace.ts'

export type LogFormat = 'json' | 'combined'
/** When the line is written: as a tunnel opens, or at the end of whatever it is. */
export type Moment = 'open' | 'end'

const MOST_AGENT = 256
const MOST_PATH = 1024
/** Of a query; what comes after them says nothing new. */
const MOST_NAMES = 16
const MOST_NAME = 40

/** One line, without its end. `bytesIn` and `bytesOut`: of this trace alone. */
export function logLine(
  trace: Trace,
  moment: Moment,
  format: LogFormat,
  bytesIn: number,
  bytesOut: number,
): string {
  return format === 'json' ? json(trace, moment, bytesIn, bytesOut) : combined(trace, bytesOut)
}

/** What stands in the log where lines could not be written in time. */
export function droppedLine(count: number, format: LogFormat): string {
  const time = new Date().toISOString()
  if (format === 'json') return JSON.stringify({ time, event: 'dropped', lines: count })
  return `- - - [${day(new Date())}] "-" 000 0 "-" "casement: ${count} lines were dropped"`
}

function json(trace: Trace, moment: Moment, bytesIn: number, bytesOut: number): string {
  const { from, kind } = trace
  const end = moment === 'end'
  const now = performance.now()
  const { path, names } = shownTarget(from.target)
  const line = {
    time: new Date().toISOString(),
    event: kind === 'request' ? 'request' : end ? 'tunnel-end' : 'tunnel-open',
    id: from.requestId,
    client: from.address,
    claimed: from.claimed,
    method: from.method,
    host: from.host,
    path,
    query: names.length > 0 ? names : undefined,
    status: trace.status,
    tunnel: kind === 'request' ? undefined : kind,
    session: trace.session || undefined,
    login: trace.login || undefined,
    user: trace.user || undefined,
    agent: from.agent.slice(0, MOST_AGENT) || undefined,
    head_ms: rounded(from.waited),
    first_ms: trace.headAt > 0 ? rounded(trace.headAt - trace.begun) : undefined,
    ms: end ? rounded(now - trace.begun) : undefined,
    in: end ? bytesIn : undefined,
    out: end ? bytesOut : undefined,
    upstream: trace.upstream && `${trace.upstream.hostname}:${trace.upstream.port}`,
    retried: trace.retried || undefined,
    cut: trace.cut || undefined,
    why: trace.why || undefined,
    close: trace.closeCode || undefined,
    closed_by: trace.closedBy || undefined,
  }
  return JSON.stringify(line).replace(UNSEEN, escapeUnicode)
}

/** What JSON lets stand although a terminal or another reader takes it for more than a character. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029]/g

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** As nginx writes its format of this name, so that what reads that reads this. A referrer may be a secret. */
function combined(trace: Trace, bytesOut: number): string {
  const { from } = trace
  const { path, names } = shownTarget(from.target)
  const query = names.length > 0 ? `?${names.join('&')}` : ''
  const asked = `${quoted(from.method)} ${quoted(path + query)} HTTP/1.${from.minor}`
  const agent = quoted(from.agent.slice(0, MOST_AGENT)) || '-'
  const status = String(trace.status).padStart(3, '0')
  const user = trace.user || '-'
  return `${from.address} - ${user} [${day(new Date())}] "${asked}" ${status} ${bytesOut} "-" "${agent}"`
}

function quoted(text: string): string {
  return text.replace(
    /[^ !#-[\]-~]/g,
    (character) =>
      `\\x${(character.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** `22/Nov/2026:21:30:00 +0000` */
function day(at: Date): string {
  const [, date, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? []
  return `${date}/${month}/${year}:${time} +0000`
}

/** The path, and of the query the names alone: values may be secrets, and so may a word without a name. */
function shownTarget(target: string): { path: string; names: string[] } {
  const cut = target.indexOf('?')
  const path = (cut < 0 ? target : target.slice(0, cut)).slice(0, MOST_PATH)
  if (cut < 0) return { path, names: [] }
  const pairs = target.slice(cut + 1, cut + 1 + 8 * MOST_PATH).split('&', MOST_NAMES)
  const named = pairs.map((pair) =>
    pair.slice(0, Math.max(0, pair.indexOf('='))).slice(0, MOST_NAME),
  )
  return { path, names: named.filter((name) => name !== '') }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
