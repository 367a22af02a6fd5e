/** The value below which this share of the values lies (0.5: the median); NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Milliseconds since 1970 with fractions; what Postgres and this process agree on. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}

/** Says whether a figure meets its goal, in a line that tells both; answers the same. */
export function verdict(what: string, figure: string, goal: string, meets: boolean): boolean {
  console.log(`  ${meets ? 'meets ' : 'misses'}  ${what}: ${figure} (goal: ${goal})`)
  return meets
}
