import { Type } from '@sinclair/typebox'

/** A uuid in its hyphenated form. A pattern, since TypeBox knows no formats until someone registers them. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
})
