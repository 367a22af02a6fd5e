import type { Ledger } from './ledger.ts'

/** A request that is answered; or what it became: a session's picture, a port of it, or bytes that are moved unseen. */
export type TraceKind = 'request' | 'picture' | 'port' | 'splice'

/** What is known of a request from its beginning. Text is as the client sent it: it may hold anything. */
export type Beginning = {
  readonly requestId: string
  readonly address: string
  /** What a forwarding header said that nobody vouches for. */
  readonly claimed?: string | undefined
  readonly method: string
  readonly host: string
  /** Path and query. */
  readonly target: string
  readonly minor: 0 | 1
  readonly agent: string
  /** Milliseconds from its first byte to the end of its head. */
  readonly waited: number
  /** Bytes of the connection in both directions before it. */
  readonly inBefore: number
  readonly outBefore: number
}

/** One request from its head to its last byte, as the access log and the figures tell of it. */
export class Trace {
  readonly from: Beginning
  readonly begun = performance.now()
  kind: TraceKind = 'request'
  /** 0: it was never answered. */
  status = 0
  /** When the head of the answer was there, on the clock of performance.now(); 0: not from an upstream. */
  headAt = 0
  /** Of the answer that is our own: why. Of a tunnel: why it ended. */
  why = ''
  upstream: { readonly hostname: string; readonly port: number } | undefined
  retried = false
  /** It ended before it was whole. */
  cut = false
  session = ''
  login = ''
  user = ''
  closeCode = 0
  closedBy = ''
  /** Bytes that the figures know of already. */
  inCounted: number
  outCounted: number
  readonly #ledger: Ledger

  constructor(from: Beginning, ledger: Ledger) {
    this.from = from
    this.#ledger = ledger
    this.inCounted = from.inBefore
    this.outCounted = from.outBefore
  }

  admitted(session: string, login: string, user: string) {
    this.session = session
    this.login = login
    this.user = user
  }

  /** An answer of our own. */
  refused(status: number, why: string) {
    this.status = status
    this.why = why
  }

  answered(status: number, upstream: Trace['upstream']) {
    this.status = status
    this.upstream = upstream
    this.headAt = performance.now()
  }

  /** From here on it is a tunnel. `bytes` tells of its connection, in and out. */
  opened(kind: TraceKind, bytes: Bytes) {
    this.kind = kind
    this.status = 101
    this.#ledger.opened(this, bytes)
  }

  /** Why a tunnel ends, and who wanted it. The first who says so counts. */
  closing(by: string, why: string, code = 0) {
    if (this.closedBy !== '') return
    this.closedBy = by
    this.why = why
    this.closeCode = code
  }

  ended(bytes: Bytes) {
    this.#ledger.ended(this, bytes)
  }
}

/** Bytes of a connection so far. */
export interface Bytes {
  readonly bytesIn: number
  readonly bytesOut: number
}
