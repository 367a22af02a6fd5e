import RFB from '@novnc/novnc'
import { keepLastPicture } from './picture.ts'

export interface Addresses {
  /** Relative to the page, all of them. */
  readonly ticket: string
  readonly stream: string
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
  /** For good. The sentence is the server's, where it has one. */
  | { readonly kind: 'ended'; readonly sentence: string | undefined }
  | { readonly kind: 'signed-out' }

export interface Listener {
  changed?(state: ConnectionState): void
  opened?(rfb: RFB): void
  closed?(): void
}

const FIRST_DELAY = 500
const LONGEST_DELAY = 8000
const OPEN_LIMIT = 15_000
/** How often a quiet connection is checked: a network that vanished closes no socket. */
const PROBE_EVERY = 10_000
const PROBE_LIMIT = 5000

/** One session's stream: opened with the page's ticket, and again with a fresh one for as long as it lives. */
export class Connection {
  rfb: RFB | undefined
  #attempt = 0
  #wasConnected = false
  #over = false
  #timer: ReturnType<typeof setTimeout> | undefined
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
    setInterval(() => this.#probe(), PROBE_EVERY)
    this.#changed({ kind: 'connecting' })
    this.#connect()
  }

  /** Cuts a wait short; does nothing while connected or while a try runs. */
  tryNow(): void {
    if (this.#over || this.#timer === undefined) return
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
    if (answer.kind === 'signed-out') return this.#finish({ kind: 'signed-out' })
    if (answer.kind !== 'ok') return this.#lost()
    this.#connect()
  }

  #connect(): void {
    const url = new URL(this.#addresses.stream, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const rfb = new RFB(this.#screen, url.href, { shared: true })
    rfb.resizeSession = true
    rfb.scaleViewport = true
    rfb.showDotCursor = true
    rfb.background = 'transparent'
    const limit = setTimeout(() => rfb.disconnect(), OPEN_LIMIT)
    const picture = keepLastPicture(this.#screen)
    this.rfb = rfb
    rfb.addEventListener('connect', () => {
      clearTimeout(limit)
      picture.clear()
      this.#attempt = 0
      this.#wasConnected = true
      for (const listener of this.#listeners) listener.opened?.(rfb)
      this.#changed({ kind: 'connected' })
    })
    rfb.addEventListener('disconnect', () => {
      clearTimeout(limit)
      if (this.rfb !== rfb) return
      picture.keep()
      this.rfb = undefined
      for (const listener of this.#listeners) listener.closed?.()
      void this.#lost()
    })
  }

  /** The stream is gone or did not come: ask why, then wait and try again, or stop. */
  async #lost(): Promise<void> {
    const answer = await ask(this.#addresses.progress, 'GET')
    if (answer.kind === 'signed-out') return this.#finish({ kind: 'signed-out' })
    if (answer.kind === 'gone') return this.#finish({ kind: 'ended', sentence: undefined })
    if (answer.kind === 'ok' && ENDED.has(answer.state)) {
      return this.#finish({ kind: 'ended', sentence: answer.sentence })
    }
    // The page says what it is, and how it goes on.
    if (answer.kind === 'ok' && KEPT.has(answer.state)) return location.reload()
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

  #changed(state: ConnectionState): void {
    for (const listener of this.#listeners) listener.changed?.(state)
  }

  #finish(state: ConnectionState): void {
    this.#over = true
    this.#changed(state)
  }

  /** The socket may believe for minutes that it lives; we know better. */
  #drop(): void {
    this.rfb?.disconnect()
  }

  async #probe(): Promise<void> {
    if (!this.rfb) return
    // Asked while hidden, too: a sign-in lasts as long as something is asked for with it.
    const { kind } = await ask(this.#addresses.progress, 'GET')
    if (kind === 'unreachable' && !document.hidden) this.#drop()
  }
}

const KEPT: ReadonlySet<string> = new Set(['paused', 'stopping', 'stopped', 'restarting'])
const ENDED: ReadonlySet<string> = new Set(['deleting', 'deleted', 'failed'])

type Answer =
  | { kind: 'ok'; state: string; sentence: string | undefined }
  | { kind: 'signed-out' }
  /** There is no such session, or it is not this person's. */
  | { kind: 'gone' }
  /** Something answered, but not with this. It may come back. */
  | { kind: 'refused' }
  | { kind: 'unreachable' }

async function ask(path: string, method: 'GET' | 'POST'): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json' },
      cache: 'no-store',
      signal: AbortSignal.timeout(PROBE_LIMIT),
    })
  } catch {
    return { kind: 'unreachable' }
  }
  // A page that asks somebody to sign in is no answer to us.
  if (response.status === 401 || response.redirected) return { kind: 'signed-out' }
  if (response.status === 404 && method === 'GET') return { kind: 'gone' }
  if (!response.ok) return { kind: 'refused' }
  const body: unknown =
    response.status === 204 ? undefined : await response.json().catch(() => undefined)
  return { kind: 'ok', state: textIn(body, 'state') ?? '', sentence: textIn(body, 'sentence') }
}

function textIn(value: unknown, key: 'state' | 'sentence'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}
