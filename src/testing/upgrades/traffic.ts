import { until } from '../until.ts'
import type { Visitor } from '../visitor.ts'
import { ANSWER_BYTES, answerTo, ENDLESS_NAME, keyOf } from './echo-agent.ts'

/** What each side sends in turn up to the desktop's own words: bytes awaited, and what is said then. */
const GREETING = [
  [12, Buffer.from('RFB 003.008\n')],
  [2, Buffer.of(1)],
  [4, Buffer.of(1)],
  [ENDLESS_NAME.length, Buffer.alloc(0)],
] as const

/** Somebody before a session who types all the time, and looks at every byte that comes back. */
export class Typist implements Disposable {
  readonly #socket: WebSocket
  #received: Buffer = Buffer.alloc(0)
  #step = 0
  #sent = 0
  #seen = 0
  /** What is wrong with it; undefined while all is well. */
  fault: string | undefined

  /** `base`: the front door, if it is another than that of the visitor. */
  constructor(visitor: Visitor, session: string, base = visitor.base) {
    const url = `${base.replace('https', 'wss')}/s/${session}/rfb`
    const options = {
      protocols: ['binary'],
      headers: { Origin: base, Cookie: visitor.cookie },
      tls: { rejectUnauthorized: false },
    } satisfies Bun.WebSocketOptions
    // The types of a browser's WebSocket, which takes no headers, hide those of Bun's.
    this.#socket = Reflect.construct(WebSocket, [url, options])
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.onmessage = ({ data }: MessageEvent) => {
      if (data instanceof ArrayBuffer) this.#read(Buffer.from(data))
    }
    this.#socket.onclose = ({ code, reason }) => {
      this.fault ??= `closed with ${code} ${reason}`
    }
  }

  get greeted(): boolean {
    return this.#step === GREETING.length
  }

  /** Every key that was pressed is answered. */
  get still(): boolean {
    return this.#seen === this.#sent
  }

  get answers(): number {
    return this.#seen
  }

  press() {
    if (this.greeted && this.fault === undefined)
      this.#socket.send(new Uint8Array(keyOf(this.#sent++)))
  }

  [Symbol.dispose]() {
    this.#socket.close()
  }

  #read(bytes: Buffer) {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
    for (let next = GREETING[this.#step]; next; next = GREETING[this.#step]) {
      const [length, say] = next
      if (this.#received.length < length) return
      this.#received = this.#received.subarray(length)
      this.#step++
      if (say.length > 0) this.#socket.send(new Uint8Array(say))
    }
    while (this.#received.length >= ANSWER_BYTES) {
      const right = answerTo(keyOf(this.#seen)).equals(this.#received.subarray(0, ANSWER_BYTES))
      if (!right) this.fault ??= `the answer to key ${this.#seen} is another`
      this.#received = this.#received.subarray(ANSWER_BYTES)
      this.#seen++
    }
  }
}

/** So many typists, shared among sessions, all of whom have had an answer. */
export async function seat(visitor: Visitor, sessions: readonly string[], count: number) {
  const typists: Typist[] = []
  for (let i = 0; i < count; i++) {
    const session = sessions[i % sessions.length] ?? ''
    if (i < sessions.length) await visitor.post(`/sessions/${session}/ticket`)
    typists.push(new Typist(visitor, session))
    // Not all at once: their tickets last a minute.
    if (i % 20 === 19) await until('these', () => typists.every(({ greeted }) => greeted))
  }
  await until('all of them', () => typists.every(({ greeted }) => greeted))
  for (const one of typists) one.press()
  await until('an answer for each', () => typists.every(({ answers }) => answers > 0))
  return typists
}

/** Requests at a steady rate, whatever becomes of those before: pages, and what acts; new connections, and old ones. */
export class Requests {
  readonly #visitor: Visitor
  readonly #session: string
  readonly #timer: Timer
  readonly #open = new Set<Promise<void>>()
  /** How long each took that was answered, in milliseconds. */
  readonly took: number[] = []
  readonly failures: string[] = []
  count = 0

  constructor(visitor: Visitor, session: string, perSecond: number) {
    this.#visitor = visitor
    this.#session = session
    this.#timer = setInterval(() => this.#next(), 1000 / perSecond)
  }

  /** No more; fulfilled when the last has its answer. */
  async end(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#open)
  }

  #next() {
    const asked = this.#ask(this.count++).finally(() => this.#open.delete(asked))
    this.#open.add(asked)
  }

  async #ask(number: number) {
    const { base, cookie } = this.#visitor
    const acts = number % 10 === 9
    const path = acts ? `/sessions/${this.#session}/ticket` : PAGES[number % PAGES.length]
    const began = performance.now()
    try {
      const answer = await fetch(new URL(path ?? '/', base), {
        method: acts ? 'POST' : 'GET',
        headers: { cookie, origin: base, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
        keepalive: number % 2 === 0,
        tls: { rejectUnauthorized: false },
        signal: AbortSignal.timeout(60_000),
      })
      await answer.arrayBuffer()
      if (answer.status >= 400) this.failures.push(`${path}: ${answer.status}`)
      this.took.push(performance.now() - began)
    } catch (error) {
      this.failures.push(`${path}: ${error}`)
    }
  }
}

const PAGES = ['/', '/sign-in', '/healthz', '/profile'] as const
