import { EarlySocket } from './early-socket.ts'
import { streamUrl } from './stream-url.ts'

/*
 * Opens the picture's WebSocket when this module is read, which is to be the first: noVNC asks the browser
 * what it can decode before any other code of ours runs, and that takes as long as the way to the session.
 */

const { stream, proof = '' } = document.getElementById('viewer')?.dataset ?? {}
let early = stream === undefined ? undefined : new EarlySocket(streamUrl(stream, proof))

/** The early socket for the first who asks, unless it has failed by then. */
export function takeEarly(): EarlySocket | undefined {
  const taken = early
  early = undefined
  return taken && taken.socket.readyState <= WebSocket.OPEN ? taken : undefined
}
