import { after, upTo } from '../../wire/bytes.ts'
import { ChunkedBody } from '../../wire/chunked.ts'
import { Gather } from '../../wire/gather.ts'
import { Fields, HEAD_LIMIT, HeadRefusal, headEnd } from '../../wire/http1-head.ts'
import { CHUNKED, type RequestHead } from '../../wire/http1-request.ts'
import { parseResponse, type ResponseHead, UNTIL_CLOSE } from '../../wire/http1-response.ts'
import { headRoom, rewriteResponse } from '../../wire/http1-rewrite.ts'
import { UnchunkedBody } from '../../wire/unchunked.ts'
import { viaField } from '../../wire/via.ts'
import type { Upstream, UpstreamUser } from '../upstream/upstream.ts'
import { render } from './answer-message.ts'
import type { PageForm } from './answer-page.ts'
import { type Answer, answers } from './answers.ts'
import type { Client, Guard, Occupant } from './client.ts'
import type { Limits } from './limits.ts'
import { Splice } from './splice.ts'

/** Whom requests go to: the managers, the gateway of one session's host, or what its container serves. */
export interface Destination {
  /** A connection for one request; with `reuse` it may be one that waited. */
  acquire(user: UpstreamUser, reuse: boolean): Upstream
  /** The answer is whole, and the connection may carry another. */
  release(upstream: Upstream): void
  /** What is said in its place. */
  readonly says: { readonly away: Answer; readonly broke: Answer; readonly slow: Answer }
  /** Whether it may be asked again on a fresh connection after one that broke off without an answer. */
  readonly repeats?: boolean
  /** It does not answer on this connection, and would on another. */
  hangs?(upstream: Upstream): boolean
  /** A longer body is refused. */
  readonly bodyBytes: number
  /** It goes on while the front door is handed over. */
  readonly outlives: boolean
  readonly guard?: Guard
  /** The fields that it may say to a browser, by name, where not all; and what is said besides: lines with their ends. */
  readonly sayable?: readonly string[]
  readonly unsayable?: readonly string[]
  /** What it says in its own words in place of fields of an answer, lines with their ends. */
  reword?(status: number, fields: Fields): string
  /** The length that it tells of a body that it sends in chunks: the browser is told so, and held to it. */
  promisedLength?(fields: Fields): number | undefined
  readonly added: string
}

/** One request as it goes to its destination. */
export type Forwarded = PageForm & {
  readonly head: RequestHead
  /** The asker is a person's browser: errors are pages. */
  readonly html: boolean
  /** What the person chose, or its Accept-Language. */
  readonly languages: string | undefined
  readonly framedBy?: string | undefined
}

/** Methods that may be sent twice when a connection that waited turns out to be dead. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const NOTHING = Buffer.alloc(0)
const fields = new Fields()

/** One request and its answer, between a client and its destination; both bodies stream, with backpressure. */
export class Exchange implements Occupant, UpstreamUser {
  readonly #client: Client
  readonly #request: Forwarded
  readonly #destination: Destination
  readonly #limits: Limits
  #upstream: Upstream
  /** The head as sent, while it may have to be sent again; and how often it was. */
  #again: Buffer | undefined
  #repeats = 0
  /** What is still to come of the request's body. */
  #requestBody: Remaining
  readonly #responseHead = new Gather()
  #response: ResponseHead | undefined
  #responseBody: Remaining = 0
  #interim = 0
  /** When the client last did its part, or the manager was last waited for. */
  #since = performance.now()
  /** Bytes of the body that came, and the milliseconds in which nothing but the client kept them back. */
  #came = 0
  #open = 0
  #checkedAt = this.#since
  #retiring = false
  #endless = false

  /** `sent`: the rewritten head, lent. */
  constructor(
    client: Client,
    request: Forwarded,
    sent: Buffer,
    destination: Destination,
    limits: Limits,
  ) {
    this.#client = client
    this.#request = request
    this.#destination = destination
    this.#limits = limits
    const { method, bodyLength, websocket } = request.head
    this.#requestBody = remaining(bodyLength)
    const repeatable = SAFE.has(method) && bodyLength === 0 && !websocket
    this.#upstream = destination.acquire(this, repeatable)
    if (this.#upstream.reused || (repeatable && destination.repeats)) {
      this.#again = Buffer.from(sent)
    }
    this.#upstream.pipe.lend(sent)
  }

  get outlives(): boolean {
    return this.#destination.outlives
  }

  get guard(): Guard | undefined {
    return this.#destination.guard
  }

  fromClient(bytes: Buffer): number {
    const { pipe } = this.#upstream
    const body = this.#requestBody
    this.#since = performance.now()
    if (typeof body !== 'number') {
      const taken = body.feed(bytes, (part) => pipe.write(part, this.#client.tap))
      this.#came += taken
      if (body.malformed) this.#fail(answers.malformed(400, 'its chunks are malformed'))
      else if (body.length > this.#destination.bodyBytes) {
        this.#fail(answers.tooLarge(this.#destination.bodyBytes))
      } else if (body.done) this.#requestBody = 0
      return taken
    }
    const taken = Math.min(body, bytes.length)
    if (taken > 0) pipe.write(bytes.subarray(0, taken), this.#client.tap)
    this.#requestBody = body - taken
    this.#came += taken
    return taken
  }

  /** A browser that leaves closes its side first: as nginx does, we take it for gone. */
  clientEnded() {
    this.#upstream.destroy()
    this.#client.terminate()
  }

  clientGone() {
    this.#upstream.destroy()
  }

  /** A stream of events has no end of its own; its reader connects again by itself. */
  retire() {
    this.#retiring = true
    if (!this.#endless) return
    this.#upstream.destroy()
    this.#client.finish()
  }

  check(now: number) {
    if (this.#response) return
    if (this.#again && this.#destination.hangs?.(this.#upstream)) return this.upstreamGone(true)
    const { body, answer } = this.#limits
    const elapsed = now - this.#checkedAt
    this.#checkedAt = now
    const { stalledSince } = this.#upstream.pipe
    if (stalledSince !== undefined) {
      // Nobody waits for the client.
      this.#since = now
      if (now - stalledSince > answer) this.#fail(this.#destination.says.slow)
    } else if (this.#requestBody === 0) {
      if (now - this.#since > answer) this.#fail(this.#destination.says.slow)
    } else {
      this.#open += elapsed
      if (now - this.#since > body || this.#drips) this.#fail(answers.slowHead)
    }
  }

  /** Whether the body comes in drops, each in time, that would keep this up for days. */
  get #drips(): boolean {
    const { body, bodyRate } = this.#limits
    return this.#came < ((this.#open - body) / 1000) * bodyRate
  }

  fromUpstream(bytes: Buffer) {
    this.#again = undefined
    let rest = bytes
    while (rest.length > 0 && this.#upstream.user === this) {
      rest = this.#response ? this.#readBody(rest) : this.#readHead(rest)
    }
  }

  upstreamEnded() {
    if (this.#response?.bodyLength === UNTIL_CLOSE) {
      this.#upstream.destroy()
      this.#client.done(false)
    } else this.upstreamGone(true)
  }

  upstreamGone(opened: boolean) {
    const head = this.#again
    this.#upstream.destroy()
    if (head && opened && this.#repeats < this.#limits.repeats) {
      this.#repeats++
      if (this.#client.trace) this.#client.trace.retried = true
      if (!this.#destination.repeats) this.#again = undefined
      this.#upstream = this.#destination.acquire(this, false)
      this.#upstream.pipe.lend(head)
    } else if (this.#response?.bodyLength === UNTIL_CLOSE) this.#client.done(false)
    else this.#fail(opened ? this.#destination.says.broke : this.#destination.says.away)
  }

  #readHead(bytes: Buffer): Buffer {
    const earlier = this.#responseHead.length
    if (earlier > 0) this.#responseHead.append(bytes)
    const seen = earlier > 0 ? this.#responseHead.view() : bytes
    const end = headEnd(seen, earlier)
    if (end === 0 && seen.length <= HEAD_LIMIT) {
      if (earlier === 0) this.#responseHead.append(bytes)
      return NOTHING
    }
    if (end <= 0 || end > HEAD_LIMIT) return this.#fail(this.#destination.says.broke)
    const whole = earlier > 0 ? this.#responseHead.take() : bytes
    const parsed = parseResponse(whole, end, this.#request.head.method === 'HEAD', fields)
    if (parsed instanceof HeadRefusal) return this.#fail(this.#destination.says.broke)
    const rest = after(whole, end)
    if (parsed.status >= 200) return this.#begin(whole, parsed, rest)
    if (parsed.status === 101) return this.#switch(whole, parsed, rest)
    if (++this.#interim > this.#limits.interim) return this.#fail(this.#destination.says.broke)
    if (this.#request.head.minor === 1) this.#client.pipe.lend(this.#rewrite(whole, parsed, ''))
    return rest
  }

  /** The head of the answer, and as much of its body as came with it, leave in one write. */
  #begin(bytes: Buffer, head: ResponseHead, rest: Buffer): Buffer {
    this.#response = head
    this.#client.trace?.answered(head.status, this.#upstream.target)
    this.#endless = fields.get('content-type')?.startsWith('text/event-stream') ?? false
    const old = this.#request.head.minor === 0
    const chunked = head.bodyLength === CHUNKED
    const promised = chunked ? this.#destination.promisedLength?.(fields) : undefined
    const bare = chunked && (old || promised !== undefined)
    this.#responseBody =
      promised === undefined ? remaining(head.bodyLength, bare) : new UnchunkedBody(promised)
    const length = promised === undefined ? '' : `Content-Length: ${promised}\r\n`
    const close = this.#keepsAlive() ? '' : 'Connection: close\r\n'
    const reworded = this.#destination.reword?.(head.status, fields) ?? ''
    const added = this.#own + reworded + length + close
    const rewritten = this.#rewrite(bytes, head, added, bare)
    const body = this.#responseBody
    const plain = typeof body !== 'number' ? NOTHING : upTo(rest, Math.min(body, rest.length))
    if (rewritten.length + plain.length > headRoom.length) {
      this.#client.pipe.lend(rewritten)
      return this.#readBody(rest)
    }
    headRoom.set(plain, rewritten.length)
    const { tap } = this.#upstream
    this.#client.pipe.lend(headRoom.subarray(0, rewritten.length + plain.length), tap)
    if (typeof body === 'number') this.#responseBody = body - plain.length
    if (this.#responseBody === 0) this.#complete(rest.length > plain.length)
    return after(rest, plain.length)
  }

  /** What we say besides: which request this answers, and that it came through us. */
  get #own(): string {
    const { requestId } = this.#request
    return `${this.#destination.added}X-Request-Id: ${requestId}\r\nVia: ${viaField(1)}\r\n`
  }

  #rewrite(bytes: Buffer, head: ResponseHead, added: string, coding = false): Buffer {
    const { sayable: only, unsayable: not } = this.#destination
    return rewriteResponse(bytes, head, fields, added, { coding, only, not })
  }

  #readBody(bytes: Buffer): Buffer {
    const { pipe } = this.#client
    const { tap } = this.#upstream
    const body = this.#responseBody
    let taken: number
    if (typeof body !== 'number') {
      taken = body.feed(bytes, (part) => pipe.write(part, tap))
      if (body.malformed) return this.#fail(this.#destination.says.broke)
      if (body.done) this.#responseBody = 0
    } else {
      taken = Math.min(body, bytes.length)
      pipe.write(upTo(bytes, taken), tap)
      this.#responseBody = body - taken
    }
    if (this.#responseBody === 0) this.#complete(taken < bytes.length)
    return after(bytes, taken)
  }

  /** Everything is forwarded. `more`: the manager sent bytes that nobody asked for. */
  #complete(more: boolean) {
    const { tap } = this.#upstream
    if (tap) this.#client.pipe.release(tap)
    if (this.#response?.keepAlive && !more && this.#requestBody === 0) {
      this.#destination.release(this.#upstream)
    } else this.#upstream.destroy()
    this.#client.done(this.#keepsAlive())
  }

  /** An answer that came before the request's end also ends the connection: what follows is no head. */
  #keepsAlive(): boolean {
    const lasting = this.#response?.bodyLength !== UNTIL_CLOSE && !this.#retiring
    return lasting && this.#request.head.keepAlive && this.#requestBody === 0
  }

  #switch(bytes: Buffer, head: ResponseHead, rest: Buffer): Buffer {
    const asked = this.#request.head.websocket
    if (!asked || fields.get('upgrade')?.toLowerCase() !== 'websocket') {
      return this.#fail(this.#destination.says.broke)
    }
    const { trace } = this.#client
    trace?.answered(head.status, this.#upstream.target)
    trace?.opened('splice', this.#client)
    const reworded = this.#destination.reword?.(head.status, fields) ?? ''
    this.#client.pipe.lend(this.#rewrite(bytes, head, this.#own + reworded))
    const splice = new Splice(this.#client, this.#upstream, this.outlives, this.guard)
    if (rest.length > 0) splice.fromUpstream(rest)
    return NOTHING
  }

  /** Says so if nothing has been said yet; else the cut connection says it. */
  #fail(answer: Answer): Buffer {
    this.#upstream.destroy()
    if (this.#response) {
      this.#client.terminate()
      return NOTHING
    }
    const { head } = this.#request
    const close = !head.keepAlive || this.#requestBody !== 0
    const form = { ...this.#request, bodiless: head.method === 'HEAD', close }
    this.#client.trace?.refused(answer.status, answer.why)
    this.#client.answer(render(answer, form), !close)
    return NOTHING
  }
}

/** Bytes still to come; infinite until the connection ends. */
type Remaining = number | ChunkedBody | UnchunkedBody

function remaining(bodyLength: number, bare = false): Remaining {
  if (bodyLength === CHUNKED) return new ChunkedBody(bare)
  return bodyLength === UNTIL_CLOSE ? Number.POSITIVE_INFINITY : bodyLength
}
