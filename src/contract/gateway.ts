import { type Static, Type } from '@sinclair/typebox'

/**
 * Where an agent gives what viewers need beside the picture, and the key that opens it: `Authorization:
 * Bearer <key>`. It is for managers and the front door alone. Both are new at each start of an agent.
 */
export const Gateway = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  // It stands in the head of a request: nothing of it may end a line there.
  key: Type.String({ pattern: '^[\\w-]{32,128}$' }),
})
export type Gateway = Static<typeof Gateway>
