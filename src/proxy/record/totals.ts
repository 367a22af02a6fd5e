import { logger } from '../../log.ts'
import type { CountsReport, Sums } from './counts.ts'

const log = logger('proxy')

/** What all workers have counted since this process began, those that are gone as well: sums never fall. */
export class Totals {
  readonly #sums = new Map<string, number>()
  readonly #workers = new Map<number, Pick<CountsReport, 'connections' | 'open'>>()

  hear(worker: number, { sums, connections, open, told }: CountsReport) {
    for (const [series, value] of Object.entries(sums)) {
      this.#sums.set(series, (this.#sums.get(series) ?? 0) + value)
    }
    this.#workers.set(worker, { connections, open })
    // Here an admin finds the number that an error page shows.
    for (const { id, status, why, path } of told) {
      const line = { id, status, why, path }
      if (status >= 500) log.warn('The front door answered by itself', line)
      else log.info('The front door refused a request', line)
    }
  }

  /** Its sums stay; what it had open is closed. */
  gone(worker: number) {
    this.#workers.delete(worker)
  }

  get sums(): Sums {
    return Object.fromEntries(this.#sums)
  }

  get connections(): number {
    return [...this.#workers.values()].reduce((sum, one) => sum + one.connections, 0)
  }

  /** Open tunnels by kind. */
  get tunnels(): Readonly<Record<string, number>> {
    const all: Record<string, number> = {}
    for (const { open } of this.#workers.values()) {
      for (const [kind, count] of Object.entries(open)) all[kind] = (all[kind] ?? 0) + count
    }
    return all
  }
}
