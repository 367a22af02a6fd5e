import { type Static, Type } from '@sinclair/typebox'

const Numbers = Type.Record(Type.String(), Type.Number())

/** What a worker reports. */
export const CountsReport = Type.Object({
  connections: Type.Integer(),
  /** Tunnels, by kind. */
  open: Numbers,
  sums: Numbers,
  /** Answers of our own that an admin may be asked about. */
  told: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.Integer(),
      why: Type.String(),
      path: Type.String(),
    }),
  ),
})
export type CountsReport = Static<typeof CountsReport>

/** Sums of one worker since they were taken last, by series: a name of METRICS and its labels. */
export type Sums = Record<string, number>

/** Upper bounds in seconds. */
export const FIRST_BYTE_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
]
export const TUNNEL_SECONDS = [1, 10, 60, 300, 1800, 3600, 14_400, 43_200]

/** Adds up. Nothing here is done for each chunk of a stream. */
export class Counts {
  #sums = new Map<string, number>()

  add(series: string, by = 1) {
    this.#sums.set(series, (this.#sums.get(series) ?? 0) + by)
  }

  /** One observation of a histogram: each lies in the first bucket that has room for it. */
  observe(buckets: readonly string[], bounds: readonly number[], sum: string, seconds: number) {
    const found = bounds.findIndex((bound) => seconds <= bound)
    this.add(buckets[found < 0 ? bounds.length : found] ?? sum)
    this.add(sum, seconds)
  }

  /** All there is; from here on it begins anew. */
  take(): Sums {
    const taken = Object.fromEntries(this.#sums)
    this.#sums = new Map()
    return taken
  }
}

/** The series of a histogram's buckets, each counted alone; whoever prints them adds those below. */
export function bucketsOf(name: string, bounds: readonly number[]): readonly string[] {
  return [...bounds, '+Inf'].map((bound) => `${name}_bucket{le="${bound}"}`)
}
