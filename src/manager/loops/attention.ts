import type { Db } from '../../db/client.ts'
import { forgiveSilence, silenceOfAll } from '../../db/leap.ts'
import { SILENT_AFTER_MS } from '../../domain/placement.ts'

/** Agents report more often: who hears none for longer was away itself. */
const AWAY_MS = 10_000

/**
 * Whether agents could report to this manager. While the database or all managers were away nobody could,
 * so that time must count for nothing before anybody is judged by their silence.
 */
export class Attention {
  readonly #db: Db
  /** When the database was last there, on the monotonic clock; undefined before the first time. */
  #heardAt: number | undefined
  #making: Promise<void> | undefined

  constructor(db: Db) {
    this.#db = db
  }

  /** Agents could report until now. */
  heard() {
    this.#heardAt = performance.now()
  }

  /** To be awaited before silence counts. Costs nothing where there was no absence. */
  async makeUp(): Promise<void> {
    if (this.#heardAt !== undefined && performance.now() - this.#heardAt <= AWAY_MS) return
    this.#making ??= this.#forgive().finally(() => {
      this.#making = undefined
    })
    await this.#making
  }

  async #forgive() {
    const since = this.#heardAt
    const away = since === undefined ? await silenceOfAll(this.#db) : performance.now() - since
    if (away > AWAY_MS) await forgiveSilence(this.#db, away, SILENT_AFTER_MS)
    this.heard()
  }
}
