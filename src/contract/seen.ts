import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Seen } from '../domain/front.ts'

const SeenMessage = Type.Object({
  minor: Type.Integer(),
  host: Type.String(),
  secure: Type.Boolean(),
  peer: Type.String(),
  address: Type.String(),
  left: Type.Boolean(),
  proto: Type.Optional(Type.String()),
  claimed: Type.Optional(Type.String()),
})

/** From a front door to a manager, as the value of a header. */
export function writeSeen(seen: Seen): string {
  return Buffer.from(JSON.stringify(seen)).toString('base64url')
}

/** Undefined where it is nothing that a front door would say. */
export function readSeen(field: string): Seen | undefined {
  try {
    const seen: unknown = JSON.parse(Buffer.from(field, 'base64url').toString())
    return Value.Check(SeenMessage, seen) ? seen : undefined
  } catch {
    return undefined
  }
}
