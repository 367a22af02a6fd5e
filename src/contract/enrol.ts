import { type Static, Type } from '@sinclair/typebox'
import { Id } from './id.ts'

/**
 * `POST /internal/v1/enrol`, with `Authorization: Bearer <manager token>`: makes a host known by its
 * public key. Idempotent for one key; another key for a name that is taken makes another host.
 */
export const Enrolment = Type.Object({
  role: Type.Union([Type.Literal('agent'), Type.Literal('proxy')]),
  name: Type.String({ minLength: 1, maxLength: 253 }),
  /** Ed25519, SPKI PEM. The private half never leaves its host. */
  publicKey: Type.String({ maxLength: 500 }),
  version: Type.String({ maxLength: 100 }),
  zone: Type.String({ minLength: 1, maxLength: 100 }),
  /** Of an agent, from its configuration. Absent from versions that know none. */
  labels: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 127 }), { maxItems: 50 }),
  ),
})
export type Enrolment = Static<typeof Enrolment>

export const Enrolled = Type.Object({
  host: Id,
  installation: Id,
})
export type Enrolled = Static<typeof Enrolled>
