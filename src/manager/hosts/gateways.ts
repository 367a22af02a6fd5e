import { createHash } from 'node:crypto'
import { Value } from '@sinclair/typebox/value'
import { Gateway } from '../../contract/gateway.ts'
import type { SealedGateway } from '../../db/check-in.ts'
import type { Sealer } from '../secrets.ts'

/** What an agent says of its gateway, as it rests in the database: the key is in there. */
export function sealGateway(sealer: Sealer, agentId: string, gateway: Gateway): SealedGateway {
  const plain = JSON.stringify(gateway)
  return {
    gateway: sealer.seal(plain, context(agentId)),
    gatewayMark: createHash('sha256').update(plain).digest('base64url'),
  }
}

/** Undefined where it is of a form that this version does not know. */
export function unsealGateway(
  sealer: Sealer,
  agentId: string,
  sealed: Buffer,
): Gateway | undefined {
  const gateway: unknown = JSON.parse(sealer.open(sealed, context(agentId)))
  return Value.Check(Gateway, gateway) ? gateway : undefined
}

function context(agentId: string): string {
  return `gateway of agent ${agentId}`
}
