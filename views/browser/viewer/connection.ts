import RFB from '@novnc/novnc'
import { afterPicture } from './after-picture.ts'
import { takeEarly } from './early.ts'
import { keepLastPicture } from './picture.ts'
import { type Answer, ask, type Progress } from './progress.ts'
import { streamUrl } from './stream-url.ts'

export interface Addresses {
  /** Relative to the page, all of them. */
  readonly ticket: string
  readonly stream: string
  /** Goes with each WebSocket: what shows that it is of this page. */
  readonly proof: string
  readonly progress: string
}

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** `retryAt` in milliseconds since the epoch; undefined while a try runs. */
  | {
      readonly kind: 'reconnecting'
      readonly attempt: number
      readonly retryAt: number | undefined
    }
  /** The session is kept, without a picture: it goes on when its owner says so. */
  | { readonly kind: KeptState; readonly sentence: string | undefined }
  /** Another tab shows the session, and this one leaves it to that. */
  | { readonly kind: 'elsewhere' }
  /** For good. The sentence is the server's, where it has one. */
  | { readonly kind: 'ended'; readonly sentence: string | undefined }
  | { readonly kind: 'signed-out' }

export interface Listener {
  changed?(state: ConnectionState): void
  opened?(rfb: RFB, socket: WebSocket): void
  /** The first picture of a stream is there, as far as can be seen: what else is wanted may begin. */
  shown?(): void
  closed?(): void
  /** The manager said how the session is. */
  told?(progress: Progress): void
}

const KEPT = ['paused', 'stopping', 'stopped', 'restarting'] as const
type KeptState = (typeof KEPT)[number]
const ENDED: ReadonlySet<string> = new Set(['deleting', 'deleted', 'failed'])

const FIRST_DELAY = 500
const LONGEST_DELAY = 8000
const OPEN_LIMIT = 15_000
/** What the manager says of the session is wanted soon, but not before its picture. */
const FIRST_PROBE = 1000
/** How often a quiet connection is checked: a network that vanished closes no socket. */
const PROBE_EVERY = 10_000
/** After something was asked of the session, and while it rests. */
const PROBE_SOON = 1500
const HURRY = 30_000

/** One session's stream: opened with the page's ticket, and again with a fresh one for as long as it lives. */
export class Connection {
  rfb: RFB | undefined
  #attempt = 0
  #wasConnected = false
  #over = false
  /** No stream is wanted for now. */
  #rests: 'kept' | 'elsewhere' | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #probing: ReturnType<typeof setTimeout> | undefined
  #hurriesUntil = 0
  readonly #addresses: Addresses
  readonly #screen: HTMLElement
  readonly #listeners: Listener[] = []

  constructor(addresses: Addresses, screen: HTMLElement) {
    this.#addresses = addresses
    this.#screen = screen
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener)
  }

  start(): void {
    window.addEventListener('online', () => this.tryNow())
    window.addEventListener('offline', () => this.#drop())
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.tryNow()
    })
    this.#changed({ kind: 'connecting' })
    this.#connect()
    this.#probeAfter(FIRST_PROBE)
  }

  /** Cuts a wait short, for a try or for news. */
  tryNow(): void {
    if (this.#over) return
    if (this.#timer !== undefined) void this.#open()
    else void this.#probe()
  }

  /** Something was asked of the session: see soon, and for a while often, what becomes of it. */
  hurry(): void {
    this.#hurriesUntil = performance.now() + HURRY
    void this.#probe()
  }

  /** Leaves the session to another tab, until `takeBack`. */
  giveAway(): void {
    if (this.#over) return
    this.#rests = 'elsewhere'
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.rfb) this.#drop()
    else this.#changed({ kind: 'elsewhere' })
  }

  get isElsewhere(): boolean {
    return this.#rests === 'elsewhere'
  }

  takeBack(): void {
    if (this.isElsewhere) this.#goOn()
  }

  #goOn(): void {
    this.#rests = undefined
    this.#wasConnected = false
    this.#attempt = 0
    void this.#open()
  }

  async #open(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#changed(
      this.#wasConnected || this.#attempt > 1
        ? { kind: 'reconnecting', attempt: Math.max(1, this.#attempt), retryAt: undefined }
        : { kind: 'connecting' },
    )
    const answer = await ask(this.#addresses.ticket, 'POST')
    if (this.#rests) return
    if (answer.kind === 'signed-out') return this.#finish({ kind: 'signed-out' })
    if (answer.kind !== 'ok') return this.#lost()
    this.#connect()
  }

  #connect(): void {
    const early = takeEarly()
    const socket =
      early?.socket ?? new WebSocket(streamUrl(this.#addresses.stream, this.#addresses.proof))
    const rfb = new RFB(this.#screen, socket, { shared: true })
    rfb.resizeSession = true
    rfb.scaleViewport = true
    rfb.showDotCursor = true
    rfb.background = 'transparent'
    early?.replay()
    const limit = setTimeout(() => rfb.disconnect(), OPEN_LIMIT)
    const picture = keepLastPicture(this.#screen)
    this.rfb = rfb
    rfb.addEventListener('connect', () => {
      clearTimeout(limit)
      picture.clear()
      this.#attempt = 0
      this.#wasConnected = true
      for (const listener of this.#listeners) listener.opened?.(rfb, socket)
      this.#changed({ kind: 'connected' })
      afterPicture(socket, () => {
        if (this.rfb === rfb) for (const listener of this.#listeners) listener.shown?.()
      })
    })
    rfb.addEventListener('disconnect', () => {
      clearTimeout(limit)
      if (this.rfb !== rfb) return
      picture.keep()
      this.rfb = undefined
      for (const listener of this.#listeners) listener.closed?.()
      if (this.#rests === 'elsewhere') this.#changed({ kind: 'elsewhere' })
      else void this.#lost()
    })
  }

  /** The stream is gone or did not come: ask why, then wait and try again, or stop. */
  async #lost(): Promise<void> {
    const answer = await ask(this.#addresses.progress, 'GET')
    if (this.#rests || this.#settled(answer)) return
    this.#attempt += 1
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#attempt - 1))
    const jittered = delay * (0.75 + Math.random() / 2)
    this.#changed({
      kind: 'reconnecting',
      attempt: this.#attempt,
      retryAt: Date.now() + jittered,
    })
    this.#timer = setTimeout(() => this.#open(), jittered)
  }

  /** Whether the answer says that there is no stream to be had: for good, or while the session is kept. */
  #settled(answer: Answer): boolean {
    if (answer.kind === 'signed-out') this.#finish({ kind: 'signed-out' })
    else if (answer.kind === 'gone') this.#finish({ kind: 'ended', sentence: undefined })
    else if (answer.kind !== 'ok') return false
    else if (ENDED.has(answer.state)) {
      this.#finish({ kind: 'ended', sentence: answer.sentence })
    } else {
      const kind = KEPT.find((state) => state === answer.state)
      if (kind === undefined) return false
      this.#rests ??= 'kept'
      if (this.#rests === 'elsewhere') return true
      this.#changed({ kind, sentence: answer.sentence })
      this.#probeAfter(PROBE_SOON)
    }
    return true
  }

  #changed(state: ConnectionState): void {
    for (const listener of this.#listeners) listener.changed?.(state)
  }

  #finish(state: ConnectionState): void {
    this.#over = true
    this.#rests = undefined
    clearTimeout(this.#probing)
    this.#changed(state)
  }

  /** The socket may believe for minutes that it lives; we know better. */
  #drop(): void {
    this.rfb?.disconnect()
  }

  #probeAfter(delay: number): void {
    clearTimeout(this.#probing)
    this.#probing = setTimeout(() => this.#probe(), delay)
  }

  /** Asked while hidden, too: a sign-in lasts as long as something is asked for with it. */
  async #probe(): Promise<void> {
    const answer = await ask(this.#addresses.progress, 'GET')
    if (this.#over) return
    const hurries = this.#rests === 'kept' || performance.now() < this.#hurriesUntil
    this.#probeAfter(hurries ? PROBE_SOON : PROBE_EVERY)
    if (answer.kind === 'ok') for (const listener of this.#listeners) listener.told?.(answer)
    if (this.#rests) {
      const running = answer.kind === 'ok' && !this.#settled(answer)
      if (running && this.#rests === 'kept') this.#goOn()
    } else if (this.rfb) {
      const gone = answer.kind === 'unreachable' && !document.hidden
      if (gone || (answer.kind === 'ok' && isWithoutStream(answer.state))) this.#drop()
    }
  }
}

function isWithoutStream(state: string): boolean {
  return ENDED.has(state) || KEPT.some((kept) => kept === state)
}
