import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ContractViolation, type Peer, PeerUnreachable, reach, refused, signed } from './peer.ts'

/** The manager sends an empty line this often; a stream silent for three of them is dead. */
export const HEARTBEAT_MS = 15_000

/**
 * The manager's snapshots at `path`, one JSON line each, as they come: the first at once. Ends with an
 * error when the stream does; the caller starts again after a pause.
 */
export async function* watch<S extends TSchema>(
  peer: Peer,
  path: string,
  schema: S,
  signal: AbortSignal,
): AsyncGenerator<Static<S>> {
  const alive = new AbortController()
  let watchdog = setTimeout(() => alive.abort(), 3 * HEARTBEAT_MS)
  try {
    const response = await signed(peer, 'GET', path, '', (authorization) =>
      reach(peer.base, path, {
        headers: { authorization, accept: 'application/x-ndjson' },
        signal: AbortSignal.any([signal, alive.signal]),
        timeout: false,
      }),
    )
    if (!response.ok || !response.body) {
      throw refused(response.status, path, await response.json().catch(() => undefined))
    }
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body) {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => alive.abort(), 3 * HEARTBEAT_MS)
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield parse(line, path, schema)
    }
    throw new PeerUnreachable(`The manager ended the stream of ${path}`)
  } finally {
    clearTimeout(watchdog)
    alive.abort()
  }
}

function parse<S extends TSchema>(line: string, path: string, schema: S): Static<S> {
  const snapshot: unknown = JSON.parse(line)
  if (Value.Check(schema, snapshot)) return snapshot
  throw new ContractViolation(`${path} sent a snapshot that this version does not know`)
}
