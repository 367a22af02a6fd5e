import { type Static, Type } from '@sinclair/typebox'
import { Id } from './id.ts'

/** More in one report would be a list of everybody. */
export const MOST_ACTIVE = 5000

/** `POST /internal/v1/activity`: sessions in which somebody typed or pointed since the report before. */
export const Activity = Type.Object({
  sessions: Type.Array(Id, { maxItems: MOST_ACTIVE }),
})
export type Activity = Static<typeof Activity>
