import { SELF_TEST } from '../../domain/front.ts'
import { acceptKey } from '../../wire/websocket.ts'
import type { Knock } from '../admission/admit.ts'
import { type Answer, answers } from './answers.ts'
import type { Client, Occupant } from './client.ts'

/** Longer than the self-test looks at it. */
const LIFETIME_MS = 75_000
const MOST = 32

let open = 0

/** Whether somebody with a good ticket comes for the self-test of what stands in front. */
export function isSelfTest({ session, price }: Knock): boolean {
  return session === SELF_TEST && price === undefined
}

/** Opens one, unless there are many. */
export function answerQuietly(client: Client, { key }: Knock, answer: (own: Answer) => void) {
  if (open >= MOST) return answer(answers.crowded)
  new QuietSocket(client, key)
}

/**
 * A WebSocket on which we say nothing, not even a ping, so that its browser sees who ends it and when. It
 * comes in by the same path, ticket and Origin as a session's.
 */
class QuietSocket implements Occupant {
  readonly #client: Client
  readonly #since = performance.now()
  #ended = false

  constructor(client: Client, key: string) {
    this.#client = client
    open++
    client.occupy(this)
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    const head = [...lines, `Sec-WebSocket-Accept: ${acceptKey(key)}`, '', ''].join('\r\n')
    client.pipe.write(Buffer.from(head))
  }

  /** A browser says something only to end it. */
  fromClient(bytes: Buffer): number {
    this.#end()
    return bytes.length
  }

  clientEnded() {
    this.#end()
  }

  clientGone() {
    this.#leave()
  }

  check(now: number) {
    if (now - this.#since > LIFETIME_MS) this.#end()
  }

  retire() {
    this.#end()
  }

  #end() {
    this.#leave()
    this.#client.finish()
  }

  #leave() {
    if (this.#ended) return
    this.#ended = true
    open--
  }
}
