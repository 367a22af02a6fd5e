import { type Column, type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'

/** The one channel between managers. A payload says which snapshots to send again. */
export const CHANNEL = 'casement'

export type Notice =
  | { readonly kind: 'routes' }
  | { readonly kind: 'goals'; readonly agent: string }
  | { readonly kind: 'all goals' }
  | { readonly kind: 'session'; readonly session: string; readonly user: string }

/** Routes changed, or a sign-in began or ended. Delivered when the transaction commits, else never. */
export async function notifyRoutes(db: Db) {
  await notify(db, { kind: 'routes' })
}

/** What one agent is to have changed. */
export async function notifyGoals(db: Db, agent: string) {
  await notify(db, { kind: 'goals', agent })
}

/** What every agent is to have changed: a workspace with a new image, say. */
export async function notifyAllGoals(db: Db) {
  await notify(db, { kind: 'all goals' })
}

/** What a person sees of a session changed. */
export async function notifySession(db: Db, session: string, user: string | null) {
  await notify(db, { kind: 'session', session, user: user ?? '' })
}

async function notify(db: Db, notice: Notice) {
  await db.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`)
}

/** The same as a part of another statement, filled from its columns. */
export function notifying(kind: Notice['kind'], about: Readonly<Record<string, Column>> = {}): SQL {
  const pairs = Object.entries({ kind: sql`${kind}::text`, ...about })
  const parts = pairs.map(([name, value]) => sql`${name}::text, ${value}`)
  return sql`pg_notify(${CHANNEL}, json_build_object(${sql.join(parts, sql`, `)})::text)`
}

/** A notice, or undefined where the payload is none (another version, or another program, sent it). */
export function parseNotice(payload: string): Notice | undefined {
  const value = parse(payload)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined
  if (value.kind === 'routes') return { kind: 'routes' }
  if (value.kind === 'all goals') return { kind: 'all goals' }
  if (value.kind === 'goals' && 'agent' in value)
    return { kind: 'goals', agent: String(value.agent) }
  if (value.kind === 'session' && 'session' in value && 'user' in value) {
    return { kind: 'session', session: String(value.session), user: String(value.user) }
  }
  return undefined
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
