import type { KeyObject } from 'node:crypto'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ManagerTime } from './manager-time.ts'
import { signRequest } from './signature.ts'

/** The manager, as an agent or a proxy sees it: where it is, and who we are to it. */
export type Peer = {
  readonly base: string
  readonly host: string
  readonly key: KeyObject
  readonly time: ManagerTime
}

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
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await signed(peer, 'POST', path, text, (authorization) =>
    reach(peer.base, path, init(authorization, text, signal)),
  )
  return read(response, path, answer)
}

/**
 * Sends a request with this host's signature: once more where the manager refuses it and says that our
 * time is far from its own.
 */
export async function signed(
  { host, key, time }: Peer,
  method: string,
  path: string,
  body: string,
  send: (authorization: string) => Promise<Response>,
): Promise<Response> {
  const attempt = () => send(signRequest({ method, path, body }, host, key, time.now()))
  const response = await attempt()
  if (response.status !== 401 || !time.learn(response)) return response
  await response.body?.cancel()
  return attempt()
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
  const response = await reach(base, path, init(`Bearer ${token}`, JSON.stringify(body), signal))
  return read(response, path, answer)
}

function init(authorization: string, body: string, signal: AbortSignal): BunFetchRequestInit {
  const headers = { authorization, 'content-type': 'application/json', accept: 'application/json' }
  return { method: 'POST', headers, body, signal }
}

async function read<S extends TSchema>(
  response: Response,
  path: string,
  schema: S,
): Promise<Static<S>> {
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
