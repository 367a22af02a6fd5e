import { type Admitted, admit, type Denial, isAhead, type Knock } from '../admission/admit.ts'
import type { RouteTable } from '../admission/table.ts'
import type { Client, Occupant } from './client.ts'
import type { Limits } from './limits.ts'

export type Verdict = Admitted | Denial

/**
 * An upgrade with a good ticket that is ahead of the news it rests on: a manager tells the browser at once
 * that its session runs, and this worker by way of the main process. It waits for the news, for a moment.
 */
export class EarlyUpgrade implements Occupant {
  readonly #client: Client
  readonly #knock: Knock
  readonly #table: RouteTable
  readonly #settle: (verdict: Verdict) => void
  readonly #timer: Timer

  /** `settle` gets the verdict, once. */
  constructor(
    client: Client,
    knock: Knock,
    table: RouteTable,
    limits: Limits,
    settle: (verdict: Verdict) => void,
  ) {
    this.#client = client
    this.#knock = knock
    this.#table = table
    this.#settle = settle
    this.#timer = setTimeout(() => this.#end(this.#look()), limits.news)
    client.occupy(this)
    table.early.add(this)
  }

  /** The table is another. */
  heed() {
    const verdict = this.#look()
    if (!isAhead(verdict)) this.#end(verdict)
  }

  /** Nothing yet: what comes before the answer waits with the client, who is not read meanwhile. */
  fromClient(): number {
    return 0
  }

  clientEnded() {
    this.#leave()
    this.#client.finish()
  }

  clientGone() {
    this.#leave()
  }

  check() {}

  retire() {
    this.#end('notReady')
  }

  #look(): Verdict {
    return admit(this.#knock, this.#table, this.#table.now())
  }

  #end(verdict: Verdict) {
    this.#leave()
    this.#settle(verdict)
  }

  #leave() {
    clearTimeout(this.#timer)
    this.#table.early.delete(this)
  }
}
