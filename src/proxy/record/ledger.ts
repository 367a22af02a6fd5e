import type { Fields } from '../../wire/http1-head.ts'
import type { RequestHead } from '../../wire/http1-request.ts'
import type { AccessLog } from './access-log.ts'
import {
  bucketsOf,
  Counts,
  type CountsReport,
  FIRST_BYTE_SECONDS,
  type Sums,
  TUNNEL_SECONDS,
} from './counts.ts'
import { logLine, type Moment } from './log-line.ts'
import { type Beginning, type Bytes, Trace } from './trace.ts'

/** One of so many is logged where only some are. */
const SAMPLE = 100
/** So many answers of our own are told of between two reports; a flood of them says nothing new. */
const MOST_TOLD = 20

const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'].map(
  (name) => `requests_total{class="${name}"}`,
)
const FIRST_BYTE = bucketsOf('first_byte_seconds', FIRST_BYTE_SECONDS)
const TUNNEL = bucketsOf('tunnel_seconds', TUNNEL_SECONDS)

/** What a client has to say of itself when it asks. */
export interface Asking extends Bytes {
  readonly address: string
  readonly claimed?: string | undefined
  /** Of the head at hand: milliseconds from its first byte to its last, and its length. */
  readonly headWaited: number
  readonly headBytes: number
}

/** What one worker knows of all requests: it counts them, and has those logged that are to be. */
export class Ledger {
  readonly counts = new Counts()
  readonly #log: AccessLog | undefined
  /** Open tunnels, and where their bytes are counted. */
  readonly #tunnels = new Map<Trace, Bytes>()
  #told: CountsReport['told'] = []
  #turn = 0

  constructor(log?: AccessLog) {
    this.#log = log && log.order.mode !== 'off' ? log : undefined
  }

  /** `fields` are lent. */
  begin(asking: Asking, head: RequestHead, fields: Fields): Trace {
    const from: Beginning = {
      requestId: crypto.randomUUID(),
      address: asking.address,
      claimed: asking.claimed,
      method: head.method,
      host: head.host,
      target: head.target,
      minor: head.minor,
      agent: this.#log ? (fields.get('user-agent') ?? '') : '',
      waited: asking.headWaited,
      inBefore: asking.bytesIn - asking.headBytes,
      outBefore: asking.bytesOut,
    }
    return new Trace(from, this)
  }

  /** What was no request. */
  malformed(asking: Asking, requestId: string, status: number, why: string) {
    const { address, claimed, bytesIn: inBefore, bytesOut: outBefore } = asking
    const nothing = { method: '', host: '', target: '', minor: 1, agent: '', waited: 0 } as const
    const trace = new Trace({ requestId, address, claimed, inBefore, outBefore, ...nothing }, this)
    trace.refused(status, why)
    return trace
  }

  opened(trace: Trace, bytes: Bytes) {
    this.#tunnels.set(trace, bytes)
    this.counts.add(`tunnels_total{kind="${trace.kind}"}`)
    this.#write(trace, 'open', 0, 0)
  }

  ended(trace: Trace, { bytesIn, bytesOut }: Bytes) {
    const { counts } = this
    const { from, kind, status, headAt, begun } = trace
    this.#countBytes(trace, bytesIn, bytesOut)
    if (kind === 'request') {
      counts.add(CLASSES[Math.floor(status / 100)] ?? 'requests_total{class="none"}')
      if (headAt > 0) {
        const seconds = (headAt - begun) / 1000
        counts.observe(FIRST_BYTE, FIRST_BYTE_SECONDS, 'first_byte_seconds_sum', seconds)
      } else if (trace.why !== '') this.#countRefusal(trace)
      if (trace.retried) counts.add('retries_total')
      if (trace.cut) counts.add('cut_total')
    } else {
      this.#tunnels.delete(trace)
      const seconds = (performance.now() - begun) / 1000
      counts.observe(TUNNEL, TUNNEL_SECONDS, 'tunnel_seconds_sum', seconds)
      counts.add(`tunnels_closed_total{by="${trace.closedBy || 'browser'}"}`)
    }
    this.#write(trace, 'end', bytesIn - from.inBefore, bytesOut - from.outBefore)
  }

  connected() {
    this.counts.add('connections_total')
  }

  /** What happened since this was asked last. */
  take(): { readonly sums: Sums; readonly told: CountsReport['told'] } {
    for (const [trace, { bytesIn, bytesOut }] of this.#tunnels) {
      this.#countBytes(trace, bytesIn, bytesOut)
    }
    const told = this.#told
    this.#told = []
    return { sums: this.counts.take(), told }
  }

  /** Tunnels that are open, by kind. */
  open(): Record<string, number> {
    const open: Record<string, number> = {}
    for (const { kind } of this.#tunnels.keys()) open[kind] = (open[kind] ?? 0) + 1
    return open
  }

  [Symbol.dispose]() {
    this.#log?.[Symbol.dispose]()
  }

  #countBytes(trace: Trace, bytesIn: number, bytesOut: number) {
    const [came, went] = [bytesIn - trace.inCounted, bytesOut - trace.outCounted]
    if (came > 0) this.counts.add('bytes_total{direction="in"}', came)
    if (went > 0) this.counts.add('bytes_total{direction="out"}', went)
    trace.inCounted = bytesIn
    trace.outCounted = bytesOut
  }

  #countRefusal({ from, status, why }: Trace) {
    this.counts.add(`refusals_total{reason="${why}"}`)
    if (status < 400 || this.#told.length >= MOST_TOLD) return
    const path = from.target.split('?', 1)[0] ?? ''
    this.#told.push({ id: from.requestId, status, why, path: path.slice(0, 200) })
  }

  #write(trace: Trace, moment: Moment, bytesIn: number, bytesOut: number) {
    const log = this.#log
    if (!log || !this.#isLogged(trace, log.order.mode)) return
    log.add(logLine(trace, moment, log.order.format, bytesIn, bytesOut))
  }

  #isLogged({ kind, status, cut }: Trace, mode: AccessLog['order']['mode']): boolean {
    if (mode === 'full') return true
    if (status >= 400 || status === 0 || (cut && kind === 'request')) return true
    if (mode === 'errors') return false
    return kind !== 'request' || this.#turn++ % SAMPLE === 0
  }
}
