/** A median and, around it, where the true median lies in 95 of 100 such runs. */
export type Estimate = {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly count: number
}

const COVERAGE = 0.95

/**
 * By order statistics, which suppose nothing about how the values are spread: of nine values the second and the
 * eighth (96.1 %). Of fewer than six no two values are far enough apart, and the outermost are taken.
 */
export function estimate(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b)
  const count = sorted.length
  const rank = rankOfLow(count)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (count - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    low: at(rank),
    high: at(count - 1 - rank),
    count,
  }
}

/** How many values may be left out on either side: a median lies below k of n with the odds of coins. */
function rankOfLow(count: number): number {
  let chance = 0.5 ** count
  let below = 0
  let rank = 0
  for (let k = 0; k < count / 2; k++) {
    below += chance
    if (1 - 2 * below < COVERAGE) break
    rank = k
    chance *= (count - k) / (k + 1)
  }
  return rank
}

export type Goal = { readonly least: number } | { readonly most: number }

/** It misses when its whole interval lies on the wrong side. */
export function meets({ low, high, count }: Estimate, goal: Goal): boolean {
  if (count === 0) return false
  return 'least' in goal ? high >= goal.least : low <= goal.most
}
