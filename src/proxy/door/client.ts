import type { Socket } from 'bun'
import { after } from '../../wire/bytes.ts'
import { Gather } from '../../wire/gather.ts'
import { Fields, HEAD_LIMIT, HeadRefusal, headEnd } from '../../wire/http1-head.ts'
import { parseRequest, type RequestHead } from '../../wire/http1-request.ts'
import { Pipe } from '../../wire/pipe.ts'
import { SHUT, Tap } from '../../wire/tap.ts'
import type { Believed } from '../address/forwarding.ts'
import type { Ledger } from '../record/ledger.ts'
import type { Trace } from '../record/trace.ts'
import { bareForm, render } from './answer-message.ts'
import { type Answer, answers } from './answers.ts'
import type { Way } from './entrances.ts'
import type { Limits } from './limits.ts'

/** Told when an occupant takes its place and when it has left it, however that came. */
export interface Guard {
  entered(client: Client): void
  left(): void
  /** What the client said in a tunnel that is only moved. */
  heard?(bytes: Buffer): void
}

/** Who takes what a client sends after a head: a request on its way, or a tunnel. */
export interface Occupant {
  readonly guard?: Guard | undefined
  /** Needs no other part of ours: it may go on while the front door is handed over. */
  readonly outlives?: boolean
  /** Takes what is its own; returns how many bytes that was. */
  fromClient(bytes: Buffer): number
  /** The client half-closed. */
  clientEnded(): void
  clientGone(): void
  /** Looks at its time limits, on the clock of performance.now(). */
  check(now: number): void
  /** The worker stops: come to an end soon. */
  retire(): void
}

/** What a client needs of the door that it came through. */
export interface Door {
  readonly limits: Limits
  readonly retiring: boolean
  readonly ledger: Ledger
  /** Decides about one request: answers it, or gives the client an occupant. `fields` are its fields. */
  dispatch(client: Client, head: RequestHead, fields: Fields): void
  gone(client: Client): void
}

const fields = new Fields()
const NOTHING = Buffer.alloc(0)

/** Who has come in, and how. */
export type Arrival = Way & {
  /** Who is at the other end: a browser, or a proxy that may speak for many. */
  readonly peer: string
  /** What `peer` says of whom it speaks for is believed. */
  readonly trusted: boolean
  /** There is no room: whatever it asks for, this is the answer. */
  readonly refusal: Answer | undefined
}

/** One connection of a browser: reads heads, keeps requests in their order, minds the time. */
export class Client {
  readonly socket: Socket<Client>
  readonly peer: string
  readonly trusted: boolean
  readonly refusal: Answer | undefined
  /** It came to the port of what containers serve. */
  readonly ofSessions: boolean
  /** It came to the port that leads from plain HTTP to HTTPS. */
  readonly redirects: boolean
  /** Of the request at hand: who asks, as far as that is believed; it is the peer unless a trusted one says otherwise. */
  address: string
  /** Who asks by what the request says and nobody believes. For the log alone. */
  claimed: string | undefined
  /** Whether the browser speaks TLS, to us or to a trusted proxy. */
  secure: boolean
  /** Towards the client. */
  readonly pipe: Pipe
  readonly tap: Tap
  /** Bytes that were taken from it. */
  bytesIn = 0
  /** The request at hand, for log and figures. */
  trace: Trace | undefined
  /** Of the last head: milliseconds from its first byte to its last, and its length. */
  headWaited = 0
  headBytes = 0
  readonly #door: Door
  readonly #head = new Gather()
  #occupant: Occupant | undefined
  readonly #tls: boolean
  /** Lets go of what the request at hand holds. */
  #letGo: (() => void) | undefined
  /** Came too early: stands behind the request that is being answered. */
  #postponed: Buffer | undefined
  /** Since when this has been waited for: a head, the next request, the end. */
  #since = performance.now()
  #answered = false
  #closing = false

  constructor(
    socket: Socket<Client>,
    { peer, trusted, tls, refusal, ofSessions, redirects }: Arrival,
    door: Door,
  ) {
    this.socket = socket
    this.peer = peer
    this.trusted = trusted
    this.refusal = refusal
    this.ofSessions = ofSessions
    this.redirects = redirects
    this.address = peer
    this.secure = tls
    this.#tls = tls
    this.pipe = new Pipe(socket)
    this.tap = new Tap(socket)
    this.#door = door
    socket.setNoDelay(true)
  }

  /** Takes bytes that are whole and its own to keep. */
  receive(bytes: Buffer) {
    let rest = bytes
    while (rest.length > 0 && !this.#closing) {
      if (this.#occupant) {
        const taken = this.#occupant.fromClient(rest)
        this.bytesIn += taken
        if (taken === rest.length) return
        rest = rest.subarray(taken)
        if (this.#occupant) return this.#postpone(rest)
      } else if (this.pipe.clear) rest = this.#readHead(rest)
      else return this.#postpone(rest) // it asks faster than it reads
    }
  }

  /** What a trusted peer says of the request at hand; without it, what is known of itself. */
  heed({ address, secure = this.#tls }: Believed) {
    this.address = address
    this.secure = secure
  }

  /** `letGo` is called when the request at hand is over, or what has become of it. */
  hold(letGo: () => void) {
    this.#letGo = letGo
  }

  /** From here on it takes the bytes, those that came too early first. */
  occupy(occupant: Occupant) {
    this.#vacate()
    this.#occupant = occupant
    occupant.guard?.entered(this)
    if (this.#postponed) queueMicrotask(() => this.#resume())
  }

  /** Sends an answer of our own to the request at hand. */
  answer(message: Buffer, keepAlive: boolean) {
    this.pipe.write(message)
    this.done(keepAlive)
  }

  get bytesOut(): number {
    return this.pipe.total
  }

  /** The request at hand is answered in full. */
  done(keepAlive: boolean) {
    this.#release()
    this.#conclude()
    this.#since = performance.now()
    this.#answered = true
    if (!keepAlive || this.#door.retiring) this.finish()
    else if (this.#postponed) queueMicrotask(() => this.#resume())
  }

  /** Closes our side once everything is out, then waits a little for the client's. */
  finish() {
    this.#release()
    this.#conclude()
    this.#closing = true
    this.#since = performance.now()
    this.#postponed = undefined
    this.tap.open(SHUT.order)
    this.pipe.end()
  }

  /** Cuts the connection: the client sees that something is missing. */
  terminate() {
    this.socket.terminate()
  }

  get outlives(): boolean {
    return this.#occupant?.outlives ?? false
  }

  /** `patient`: one between two requests, or before its first, may still bring one, which is its last. */
  retire(patient = false) {
    if (this.#occupant) this.#occupant.retire()
    else if (!patient) this.finish()
  }

  /** Its time is up. */
  dismiss() {
    if (this.#occupant) this.terminate()
    else this.finish()
  }

  check(now: number) {
    const { head, idle, linger, stall } = this.#door.limits
    const stalled = this.pipe.stalledSince
    if (stalled !== undefined && now - stalled > stall) return this.terminate()
    if (this.#occupant) return this.#occupant.check(now)
    const waited = now - this.#since
    if (this.#closing) {
      if (this.pipe.clear && waited > linger) this.terminate()
    } else if (this.#head.length > 0) {
      if (waited > head) this.#refuse(answers.slowHead)
    } else if (waited > (this.#answered ? idle : head)) this.finish()
  }

  // What follows is called by the socket.

  drained() {
    this.pipe.drain()
    if (!this.#occupant && this.pipe.clear && this.#postponed) this.#resume()
  }

  ended() {
    if (this.#occupant) this.#occupant.clientEnded()
    else this.finish()
  }

  closed() {
    this.#closing = true
    this.pipe.abandon()
    const occupant = this.#release()
    occupant?.clientGone()
    if (this.trace) this.trace.cut = true
    this.#conclude()
    this.#door.gone(this)
  }

  #release(): Occupant | undefined {
    this.#letGo?.()
    this.#letGo = undefined
    return this.#vacate()
  }

  #vacate(): Occupant | undefined {
    const occupant = this.#occupant
    this.#occupant = undefined
    occupant?.guard?.left()
    return occupant
  }

  #conclude() {
    const { trace } = this
    this.trace = undefined
    trace?.ended(this)
  }

  #postpone(bytes: Buffer) {
    this.#postponed = this.#postponed ? Buffer.concat([this.#postponed, bytes]) : bytes
    this.tap.shut(SHUT.order)
  }

  #resume() {
    const bytes = this.#postponed
    if (!bytes || this.#closing) return
    this.#postponed = undefined
    this.tap.open(SHUT.order)
    this.receive(bytes)
  }

  /** Reads a head if it is whole and has it dispatched; returns what follows it. */
  #readHead(bytes: Buffer): Buffer {
    const earlier = this.#head.length
    if (earlier > 0) this.#head.append(bytes)
    const seen = earlier > 0 ? this.#head.view() : bytes
    const end = headEnd(seen, earlier)
    this.bytesIn += (end > 0 ? end : seen.length) - earlier
    if (end < 0) this.#refuse(answers.malformed(400, 'a line ends without CR'))
    else if (end > HEAD_LIMIT || (end === 0 && seen.length > HEAD_LIMIT)) {
      this.#refuse(answers.malformed(431, `its head exceeds ${HEAD_LIMIT / 1024} kB`))
    } else if (end === 0) {
      if (earlier === 0) {
        this.#head.append(bytes)
        if (this.#answered) this.#since = performance.now()
      }
    } else {
      const whole = earlier > 0 ? this.#head.take() : bytes
      const head = parseRequest(whole, end, fields)
      if (head instanceof HeadRefusal) this.#refuse(answers.malformed(head.status, head.reason))
      else {
        this.headWaited = earlier > 0 ? performance.now() - this.#since : 0
        this.headBytes = end
        this.#door.dispatch(this, head, fields)
      }
      return after(whole, end)
    }
    return NOTHING
  }

  /** What cannot be understood ends the connection: nobody knows where the next request begins. */
  #refuse(answer: Answer) {
    const requestId = crypto.randomUUID()
    this.trace = this.#door.ledger.malformed(this, requestId, answer.status, answer.why)
    this.answer(render(answer, bareForm(requestId)), false)
  }
}
