import type { Notice } from '../../db/notify.ts'
import { logger } from '../../log.ts'
import { News } from '../sessions/news.ts'
import { Feed } from './feed.ts'

const log = logger('manager')

type Loads = {
  readonly routes: () => Promise<object>
  readonly goals: (agent: string) => Promise<object>
}

/** The feeds of this manager: one of routes for all proxies, one of goals for each agent. */
export class Hub {
  readonly #loads: Loads
  readonly #routes: Feed
  readonly #goals = new Map<string, Feed>()
  /** For the requests that wait for what happens to a session. */
  readonly news = new News()

  constructor(now: () => number, loads: Loads) {
    this.#loads = loads
    this.#routes = new Feed(loads.routes, log, now)
  }

  /** A notice of the database: whoever is concerned gets a new snapshot. */
  async heed(notice: Notice): Promise<void> {
    if (notice.kind === 'routes') await this.#routes.poke()
    if (notice.kind === 'goals') await this.#goals.get(notice.agent)?.poke()
    if (notice.kind === 'all goals') await this.#pokeAll()
    if (notice.kind === 'session') this.news.tell(notice.session, notice.user)
  }

  /** Notices may have been missed: everyone is compared again. */
  async resync(): Promise<void> {
    await Promise.all([this.#routes.poke(), this.#pokeAll()])
  }

  /** The clock has leapt: proxies judge tickets by it. */
  tellTime() {
    this.#routes.repeat()
  }

  routes(signal: AbortSignal): ReadableStream<Uint8Array> {
    return this.#routes.stream(signal)
  }

  goals(agent: string, signal: AbortSignal): ReadableStream<Uint8Array> {
    let feed = this.#goals.get(agent)
    if (!feed) {
      feed = new Feed(() => this.#loads.goals(agent), log)
      this.#goals.set(agent, feed)
    }
    return feed.stream(signal)
  }

  close() {
    this.news.close()
    this.#routes.close()
    for (const feed of this.#goals.values()) feed.close()
  }

  async #pokeAll() {
    await Promise.all([...this.#goals.values()].map((feed) => feed.poke()))
  }
}
