import { DrizzleQueryError } from 'drizzle-orm'
import postgres from 'postgres'
import { codeOf, messageOf, Unavailable } from '../errors.ts'

/** The database does not answer; it is being restarted, or the way to it is broken. */
export class DatabaseGone extends Unavailable {
  constructor(cause: unknown) {
    super((texts) => texts.errors.databaseGone, 2, { cause })
  }
}

/** Of Node for the socket, of postgres.js for its connection, of Postgres while it stops and starts. */
const GONE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE', // no descriptor left for a connection, here or on this host
  'ENFILE',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '08000',
  '08003',
  '08006',
  '25P03', // idle in a transaction for too long: this host stood still
  '53300', // no connection left
  '57P01', // shut down by an admin
  '57P02', // another server process crashed
  '57P03', // starting up, or shutting down
])

/** What to tell people when `error` means that the database is gone; undefined when it means something else. */
export function databaseGone(error: unknown): DatabaseGone | undefined {
  if (error instanceof DatabaseGone) return error
  const origin = originOf(error)
  return isOfDriver(origin) && GONE.has(codeOf(origin) ?? '') ? new DatabaseGone(error) : undefined
}

/**
 * The name of the unique, foreign key or check constraint that a statement broke, so that its caller
 * can say so in words.
 */
export function brokenConstraint(error: unknown): string | undefined {
  const origin = originOf(error)
  if (!(origin instanceof postgres.PostgresError)) return undefined
  return /^23(503|505|514)$/.test(origin.code) ? origin.constraint_name : undefined
}

/** Text that Postgres cannot store, such as one with a NUL: whoever sent it sent nonsense. */
export function isUnstorable(error: unknown): boolean {
  const origin = originOf(error)
  return origin instanceof postgres.PostgresError && /^22(021|P05)$/.test(origin.code)
}

/**
 * What the log gets of an error: its stack, and of a failed query the statement without its parameters,
 * among which may be what somebody typed or a workspace's environment.
 */
export function causeOf(error: unknown): string {
  if (error instanceof DrizzleQueryError) return `${causeOf(error.cause)}\nin: ${error.query}`
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
}

/** drizzle wraps what the driver throws, except where a transaction begins or ends. */
function originOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error
}

/**
 * ECONNREFUSED may come from anywhere; the driver adds the query to an error that ended one, and its
 * own codes are unmistakable.
 */
function isOfDriver(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'query' in error || /^CONNECT/.test(codeOf(error) ?? '')
}
