import { inArray, notInArray, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/**
 * What a person chose of a list, and what was chosen when they were shown it. Somebody else may have
 * changed the list since: only the difference is theirs. Without `shown` they replace all of it.
 */
export type Choice = {
  readonly chosen: readonly string[]
  readonly shown?: readonly string[] | undefined
}

export function added({ chosen, shown = [] }: Choice): string[] {
  return [...new Set(chosen)].filter((id) => !shown.includes(id))
}

/** Of the rows of one list, those whose `column` says that they go. */
export function dropped(column: PgColumn, { chosen, shown }: Choice): SQL {
  if (shown === undefined) return notInArray(column, [...chosen])
  return inArray(
    column,
    shown.filter((id) => !chosen.includes(id)),
  )
}
