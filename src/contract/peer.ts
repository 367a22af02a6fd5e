import type { KeyObject } from 'node:crypto'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { signRequest } from './signature.ts'

/** The manager, as an agent or a proxy sees it: where it is, and who we are to it. */
export type Peer = { readonly base: string; readonly host: string; readonly key: KeyObject }

/** The manager could not be reached or answered 5xx: try again later. */
export class PeerUnreachable extends Error {
  override readonly name = 'PeerUnreachable'
}

/** The manager refused, in its own words: trying again the same way will not help. */
export class PeerRefused extends Error {
  override readonly name = 'PeerRefused'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** The answer does not fit the contract: a peer of another version. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation'
}

/** One signed request, one checked answer. */
export async function post<S extends TSchema>(
  peer: Peer,
  path: string,
  body: unknown,
  answer: S,
  timeoutMs = 10_000,
): Promise<Static<S>> {
  const text = JSON.stringify(body)
  const authorization = signRequest(
    { method: 'POST', path, body: text },
    peer.host,
    peer.key,
    Date.now(),
  )
  return send(peer.base, path, authorization, text, answer, AbortSignal.timeout(timeoutMs))
}

/** The request that comes before a host has a name: it carries the manager token instead. */
export async function postWithToken<S extends TSchema>(
  base: string,
  token: string,
  path: string,
  body: unknown,
  answer: S,
): Promise<Static<S>> {
  const signal = AbortSignal.timeout(10_000)
  return send(base, path, `Bearer ${token}`, JSON.stringify(body), answer, signal)
}

async function send<S extends TSchema>(
  base: string,
  path: string,
  authorization: string,
  body: string,
  schema: S,
  signal: AbortSignal,
): Promise<Static<S>> {
  const headers = { authorization, 'content-type': 'application/json', accept: 'application/json' }
  const response = await reach(base, path, { method: 'POST', headers, body, signal })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refused(response.status, path, answer)
  if (Value.Check(schema, answer)) return answer
  throw new ContractViolation(`POST ${path} answered in a form that this version does not know`)
}

export async function reach(
  base: string,
  path: string,
  init: BunFetchRequestInit,
): Promise<Response> {
  try {
    return await fetch(new URL(path, base), { redirect: 'error', ...init })
  } catch (cause) {
    throw new PeerUnreachable(`The manager at ${base} does not answer`, { cause })
  }
}

export function refused(status: number, path: string, answer: unknown): Error {
  const worded =
    typeof answer === 'object' && answer !== null && 'error_message' in answer
      ? String(answer.error_message)
      : `${path} was answered with ${status}`
  return status >= 500 ? new PeerUnreachable(worded) : new PeerRefused(worded, status)
}
