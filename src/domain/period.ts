/** What a chart spans: seconds, in so many equal steps. */
export const PERIODS = {
  hour: { seconds: 3_600, steps: 60 },
  day: { seconds: 86_400, steps: 96 },
  week: { seconds: 604_800, steps: 84 },
  month: { seconds: 2_592_000, steps: 90 },
} as const

export type Period = keyof typeof PERIODS

export function isPeriod(name: string | undefined): name is Period {
  return name !== undefined && Object.hasOwn(PERIODS, name)
}

/** What a count was at the end of each step, from where it began and what changed within each. */
export function runningTotals(start: number, changes: ReadonlyMap<number, number>, steps: number) {
  const totals: number[] = []
  for (let step = 0, total = start; step < steps; step++) {
    total += changes.get(step) ?? 0
    totals.push(total)
  }
  return totals
}
